/** What every request carries through the app. */
export type AppEnv = {
  Variables: {
    /** In every answer, problem and line of the log about it. */
    requestId: string;
    /** Headers that every answer to this request has, known before there is one. */
    sharedHeaders: Readonly<Record<string, string>>;
    /** The answer has them already: nothing need be added. */
    hasSharedHeaders?: true;
  };
};
