import type { Caller } from '../auth/caller.js';
import type { SharedHeaders } from './shared-headers.js';

/** What every request carries through the app. */
export type AppEnv = {
  Variables: {
    /** Headers that the answer to this request will have, whatever it is; among them the request's id. */
    sharedHeaders: SharedHeaders;
    /** Who asks; of routes whose path holds the credential, nobody has been asked for another one. */
    caller: Caller;
    /** Of the client, as far as trusted proxies tell; `undefined` where the server tells none. */
    clientAddress?: string | undefined;
    /** The answer has them already: nothing need be added. */
    hasSharedHeaders?: true;
  };
};
