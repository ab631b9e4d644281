/** Asks the installed ffmpeg what it can do, and says in a sentence what is missing. Called by the readiness check and at start-up. */
import { execa } from 'execa';
import { isOlderThan } from './is-older-than.js';

export type FfmpegCapabilities =
  | { ok: true /** As it names itself. */; version: string; hasSrt: boolean }
  /** Missing or too old; `message` says so and what to do. */
  | { ok: false; message: string };

/** Resolves with the first good answer for ever after; a bad one is asked again, so that an installation is noticed. */
export type CapabilityCheck = () => Promise<FfmpegCapabilities>;

/** SRT with the options we use, and AAC and H.264 as agents send them, work from here on. */
export const minFfmpegVersion = '4.4';
const installHint = 'Install it (Debian: apt install ffmpeg), or set FFMPEG_PATH to another one';
const askTimeoutMs = 10_000;

export function createCapabilityCheck({ ffmpegPath }: { ffmpegPath: string }): CapabilityCheck {
  let answer: Promise<FfmpegCapabilities> | undefined;
  return () => {
    answer ??= readCapabilities(ffmpegPath).then((capabilities) => {
      if (!capabilities.ok) answer = undefined;
      return capabilities;
    });
    return answer;
  };
}

/** What keeps `capabilities` from receiving cameras by these protocols; `undefined` when nothing does. UDP needs no ffmpeg. */
export function findFfmpegProblem(
  capabilities: FfmpegCapabilities,
  protocols: readonly ('srt' | 'udp')[],
): string | undefined {
  if (!protocols.includes('srt')) return undefined;
  if (!capabilities.ok) return capabilities.message;
  if (capabilities.hasSrt) return undefined;
  return `ffmpeg ${capabilities.version} was built without SRT. ${installHint}, or let cameras push by UDP in a trusted network (ingest.protocol "udp").`;
}

async function readCapabilities(ffmpegPath: string): Promise<FfmpegCapabilities> {
  const options = { reject: false, stdin: 'ignore', timeout: askTimeoutMs } as const;
  const [about, protocols] = await Promise.all([
    execa(ffmpegPath, ['-version'], options),
    execa(ffmpegPath, ['-hide_banner', '-protocols'], options),
  ]);
  if (about.code === 'ENOENT')
    return { ok: false, message: `ffmpeg was not found as "${ffmpegPath}". ${installHint}.` };
  const version = /^ffmpeg version (\S+)/.exec(about.stdout ?? '')?.[1];
  if (about.failed || !version) {
    return {
      ok: false,
      message: `"${ffmpegPath}" does not answer like ffmpeg: ${about.shortMessage}. ${installHint}.`,
    };
  }
  if (isOlderThan(version, minFfmpegVersion)) {
    return {
      ok: false,
      message: `ffmpeg ${version} is too old; ${minFfmpegVersion} or newer is needed. ${installHint}.`,
    };
  }
  return { ok: true, version, hasSrt: listsInputProtocol(protocols.stdout ?? '', 'srt') };
}

function listsInputProtocol(listing: string, protocol: string): boolean {
  const inputs = listing.slice(listing.indexOf('Input:')).split('Output:')[0] ?? '';
  return inputs.split(/\s+/).includes(protocol);
}
