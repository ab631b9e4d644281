/**
 * Reads a live media playlist as far as the conformance checks need it (RFC 8216bis §4.4). Own code on purpose: it shares
 * nothing with the writer that it checks.
 */

export type ParsedPart = { uri: string; duration: number; isIndependent: boolean; isGap: boolean };

export type ParsedHint = { type: string; uri: string };

export type ParsedSegment = {
  sequence: number;
  /** `undefined` for the open segment, of which only parts are listed. */
  uri: string | undefined;
  duration: number | undefined;
  map: string | undefined;
  hasDiscontinuity: boolean;
  isGap: boolean;
  programDateTime: string | undefined;
  parts: ParsedPart[];
  /** Tags that come behind the first part of their segment, where they are too late for it. */
  lateTags: string[];
};

export type ParsedPlaylist = {
  version: number;
  targetDuration: number;
  partTarget: number;
  /** Attributes of EXT-X-SERVER-CONTROL. */
  serverControl: Record<string, string>;
  mediaSequence: number;
  discontinuitySequence: number;
  /** Segments that a delta update leaves out in front; 0 for a whole playlist. */
  skippedCount: number;
  /** In the order in which they are listed. */
  hints: ParsedHint[];
  isEnded: boolean;
  segments: ParsedSegment[];
};

/** They apply to the first part of their segment as well, and so come before it (§4.4.4.9). */
const tagsOfFirstPart = new Set(['#EXT-X-DISCONTINUITY', '#EXT-X-MAP', '#EXT-X-PROGRAM-DATE-TIME']);

export function parsePlaylist(text: string): ParsedPlaylist {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines[0] !== '#EXTM3U') throw new Error(`a playlist begins with #EXTM3U, not with ${lines[0]}`);
  const playlist: ParsedPlaylist = {
    version: Number.NaN,
    targetDuration: Number.NaN,
    partTarget: Number.NaN,
    serverControl: {},
    mediaSequence: 0,
    discontinuitySequence: 0,
    skippedCount: 0,
    hints: [],
    isEnded: false,
    segments: [],
  };
  let map: string | undefined;
  let open: ParsedSegment | undefined;
  const segment = (): ParsedSegment => {
    open ??= {
      sequence: playlist.mediaSequence + playlist.skippedCount + playlist.segments.length,
      uri: undefined,
      duration: undefined,
      map,
      hasDiscontinuity: false,
      isGap: false,
      programDateTime: undefined,
      parts: [],
      lateTags: [],
    };
    return open;
  };
  for (const line of lines.slice(1)) {
    const [tag = '', rest = ''] = splitOnce(line, ':');
    if (tagsOfFirstPart.has(tag) && segment().parts.length > 0) segment().lateTags.push(tag);
    if (!line.startsWith('#')) {
      segment().uri = line;
      playlist.segments.push(segment());
      open = undefined;
    } else if (tag === '#EXT-X-VERSION') playlist.version = Number(rest);
    else if (tag === '#EXT-X-TARGETDURATION') playlist.targetDuration = Number(rest);
    else if (tag === '#EXT-X-SERVER-CONTROL') playlist.serverControl = attributes(rest);
    else if (tag === '#EXT-X-PART-INF') playlist.partTarget = Number(attributes(rest)['PART-TARGET']);
    else if (tag === '#EXT-X-MEDIA-SEQUENCE') playlist.mediaSequence = Number(rest);
    else if (tag === '#EXT-X-DISCONTINUITY-SEQUENCE') playlist.discontinuitySequence = Number(rest);
    else if (tag === '#EXT-X-SKIP') playlist.skippedCount = Number(attributes(rest)['SKIPPED-SEGMENTS']);
    else if (tag === '#EXT-X-ENDLIST') playlist.isEnded = true;
    else if (tag === '#EXT-X-PRELOAD-HINT') playlist.hints.push(parseHint(rest));
    else if (tag === '#EXT-X-DISCONTINUITY') segment().hasDiscontinuity = true;
    else if (tag === '#EXT-X-GAP') segment().isGap = true;
    else if (tag === '#EXT-X-PROGRAM-DATE-TIME') segment().programDateTime = rest;
    else if (tag === '#EXTINF') segment().duration = Number.parseFloat(rest);
    else if (tag === '#EXT-X-PART') segment().parts.push(parsePart(rest));
    else if (tag === '#EXT-X-MAP') {
      map = attributes(rest).URI;
      segment().map = map;
    }
  }
  if (open) playlist.segments.push(open);
  return playlist;
}

function parsePart(rest: string): ParsedPart {
  const { URI = '', DURATION, INDEPENDENT, GAP } = attributes(rest);
  return { uri: URI, duration: Number(DURATION), isIndependent: INDEPENDENT === 'YES', isGap: GAP === 'YES' };
}

function parseHint(rest: string): ParsedHint {
  const { TYPE = '', URI = '' } = attributes(rest);
  return { type: TYPE, uri: URI };
}

/** The URI that a playlist hints at; `undefined` if it hints at nothing of that type. */
export function hintedUri({ hints }: ParsedPlaylist, type: 'PART' | 'MAP'): string | undefined {
  return hints.find((hint) => hint.type === type)?.uri;
}

/** An attribute list (§4.2); quotation marks are taken off. */
function attributes(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', quoted, plain] of text.matchAll(/([A-Z0-9-]+)=(?:"([^"]*)"|([^,]*))/g)) {
    found[name] = quoted ?? plain ?? '';
  }
  return found;
}

function splitOnce(line: string, separator: string): [string, string] {
  const at = line.indexOf(separator);
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + separator.length)];
}
