/**
 * A gateway inside a Node server that is not its own: Express, Fastify, or plain `node:http`. Under its prefix it answers
 * as it does alone: with HLS in front of its app, and WebSockets. Inside a Hono app `app.route()` does as much.
 */
import type { Server } from 'node:http';
import { createAdaptorServer, getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { Gateway } from './gateway.js';
import type { FileListener } from './hls/file-listener.js';
import { ignoreOtherUpgrades } from './http/other-upgrades.js';
import { createViewerSockets } from './http/viewer-sockets.js';

/** A request, as Express and its kin keep the address that they cut a path off. */
type Incoming = Parameters<FileListener>[0] & { originalUrl?: string };
type Outgoing = Parameters<FileListener>[1];

/** The two ends of a gateway inside another server. */
export type GatewayMount = {
  /**
   * Answers a request under the prefix; any other is for `next`. A middleware of Express, to be used before those that
   * read bodies, as the gateway reads its own. Without `next` others are answered with 404.
   */
  handle(incoming: Incoming, outgoing: Outgoing, next?: () => void): void;
  /**
   * Lets viewers in by WebSocket, for a gateway that was given `upgradeWebSocket`. Sockets outside the prefix are left
   * to who else listens for `upgrade`, and refused where nobody does. To be called once.
   */
  acceptWebSockets(server: Server): void;
};

/**
 * Puts a gateway under a path of a server that is not its own.
 *
 * @param prefix path of the gateway as pages see it at this server, such as `/cameras`; an empty one: everything
 * @throws TypeError when the prefix does not begin with a slash
 * @example
 * const cameras = mountGateway(gateway, '/cameras');
 * app.use(cameras.handle);
 * cameras.acceptWebSockets(app.listen(8080));
 */
export function mountGateway(gateway: Gateway, prefix: string): GatewayMount {
  if (prefix !== '' && !prefix.startsWith('/')) {
    throw new TypeError(`The prefix of a gateway must begin with a slash: "/${prefix}", not "${prefix}".`);
  }
  const base = prefix.replace(/\/+$/, '');
  const answer = getRequestListener(gateway.fetch);

  /** What follows the prefix; `undefined` for addresses outside it. */
  function ownPart(url: string): string | undefined {
    if (!url.startsWith(base)) return undefined;
    const rest = url.slice(base.length);
    if (rest.startsWith('/')) return rest;
    return rest === '' || rest.startsWith('?') ? `/${rest}` : undefined;
  }

  return {
    handle(incoming, outgoing, next) {
      const whole = incoming.originalUrl ?? incoming.url ?? '/';
      const own = ownPart(whole);
      if (own === undefined) {
        if (next) next();
        else outgoing.writeHead(404).end();
        return;
      }
      // As Express does it, so that the gateway knows what its URLs begin with.
      incoming.originalUrl = whole;
      incoming.url = own;
      if (!gateway.listenForFiles(incoming, outgoing)) void answer(incoming, outgoing);
    },
    acceptWebSockets(server) {
      createAdaptorServer({
        fetch: new Hono().route(base || '/', gateway).fetch,
        websocket: { server: createViewerSockets() },
        // All that it adds to a server which it has not made is to listen for upgrades.
        createServer: (() => server) as never,
      });
      ignoreOtherUpgrades(server);
    },
  };
}
