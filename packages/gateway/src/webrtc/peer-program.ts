/**
 * The WebRTC process: it holds the native library and the peer connections, and knows nothing of cameras. Started by
 * `peer-process.ts`. It is a process of its own because what a viewer sends can end it: the library has been seen to
 * abort on its way through a session description.
 */
import { lookup } from 'node:dns/promises';
import library from 'node-datachannel';
import type { PeerCommand, PeerEvent, WebRtcSettings } from './messages.js';
import { ViewerPeer } from './peer-connection.js';

const peers = new Map<string, ViewerPeer>();
let given: WebRtcSettings | undefined;
let resolved: Promise<WebRtcSettings> | undefined;

function tell(event: PeerEvent): void {
  if (event.kind === 'ended') peers.delete(event.id);
  process.send?.(event);
}

/** Candidates carry addresses, not names. A name that is not found is asked for again by the next viewer. */
function resolveHost(): Promise<WebRtcSettings> {
  resolved ??= lookUp(given!).catch((error) => {
    resolved = undefined;
    throw error;
  });
  return resolved;
}

async function lookUp(settings: WebRtcSettings): Promise<WebRtcSettings> {
  if (settings.publicHost === null) return settings;
  const { address } = await lookup(settings.publicHost);
  return { ...settings, publicHost: address };
}

async function connect({ id, offer, video }: PeerCommand & { kind: 'connect' }): Promise<void> {
  let peer: ViewerPeer;
  try {
    peer = new ViewerPeer({ library, settings: await resolveHost(), id, tell });
  } catch (error) {
    tell({ kind: 'failed', id, message: messageOf(error) });
    return;
  }
  peers.set(id, peer);
  try {
    await peer.answer(offer, video);
  } catch (error) {
    tell({ kind: 'refused', id, message: messageOf(error) });
    peer.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function addCandidate({ id, candidate, mid }: PeerCommand & { kind: 'candidate' }): void {
  try {
    peers.get(id)?.addCandidate(candidate, mid);
  } catch {
    // One of many; the others may do.
  }
}

process.on('message', (command: PeerCommand) => {
  switch (command.kind) {
    case 'settings':
      given = command.settings;
      break;
    case 'connect':
      void connect(command);
      break;
    case 'candidate':
      addCandidate(command);
      break;
    case 'picture':
      for (const id of command.to) peers.get(id)?.send(command.picture);
      break;
    case 'close':
      peers.get(command.id)?.close();
  }
});
// The gateway is gone, or done with it. The library's threads would keep the process, and its own end is not safe.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
