/** Which languages there are; what each says is loaded when it is wanted. */

const languages = ['en', 'de', 'es', 'fr', 'ja'] as const;

/** Primary subtag of a language that the elements speak. */
export type Language = (typeof languages)[number];

export function isLanguage(subtag: string): subtag is Language {
  return (languages as readonly string[]).includes(subtag);
}
