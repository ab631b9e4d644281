/** The server of viewers' WebSockets, for those who listen for upgrades: `serveGateway` and `mountGateway`. */
import { WebSocketServer } from 'ws';

/** Viewers say nothing over a WebSocket. */
const maxMessageBytes = 1024;

export function createViewerSockets(): WebSocketServer {
  return new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
}
