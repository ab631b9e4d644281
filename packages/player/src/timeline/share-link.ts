/** Addresses that a viewer passes on: a link to a moment, and a file of a recording. Pure. */

export type SharedMoment = {
  camera: string;
  /** Id of the recording; `null`: live, or its past. */
  recording: string | null;
  date: Date;
};

/** Names of what a page may have been given in its address, and nobody else should. */
const secretNames = /token|grant|secret|password/i;

/** The page's own address, with the moment in its fragment in place of what was there. */
export function shareLink(pageUrl: string, { camera, recording, date }: SharedMoment): string {
  const url = new URL(pageUrl);
  [url.username, url.password] = ['', ''];
  for (const name of [...url.searchParams.keys()]) if (secretNames.test(name)) url.searchParams.delete(name);
  const moment = date.toISOString().replace(/\.\d+Z$/, 'Z');
  const fields = { camera, ...(recording === null ? {} : { recording }), t: moment };
  // Colons may stand in a fragment (RFC 3986 §3.5), and a time is easier to read with them.
  url.hash = new URLSearchParams(fields).toString().replaceAll('%3A', ':');
  return url.href;
}

/** The shortest clip that is asked for. */
const minClipMs = 1000;

/** Where a recording lies as one file to be saved. @param range epoch; absent: all of it */
export function downloadLink(mp4Url: string, range?: { fromMs: number; toMs: number }): string {
  const url = new URL(mp4Url);
  // Across origins the attribute of a link saves nothing: the gateway has to be asked for it.
  url.searchParams.set('download', '');
  if (range === undefined) return url.href;
  const fromMs = Math.min(range.fromMs, range.toMs);
  const toMs = Math.max(range.fromMs, range.toMs, fromMs + minClipMs);
  url.searchParams.set('from', new Date(fromMs).toISOString());
  url.searchParams.set('to', new Date(toMs).toISOString());
  return url.href;
}
