/** Whom a request is from, and whether one more of its kind may come from there: the app's first middlewares. */
import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import type { RequestRate } from '../limits/request-rate.js';
import type { FindClientAddress } from '../limits/trusted-proxies.js';
import type { AppEnv } from './app-env.js';

/** Sets `clientAddress`, for limits and logs. */
export function identifyClient(find: FindClientAddress): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    // Servers other than Node's have none, nor has a request that a test makes up.
    const { incoming } = (c.env ?? {}) as { incoming?: Pick<IncomingMessage, 'socket'> };
    const socketAddress = incoming?.socket?.remoteAddress;
    c.set('clientAddress', find({ socketAddress, forwardedFor: c.req.header('X-Forwarded-For') }));
    return next();
  };
}

/** In front of the routes that cost something. @throws GatewayError `too_many_requests` */
export function limitRequests(rate: RequestRate): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    rate.take(c.get('clientAddress'));
    return next();
  };
}
