/**
 * Reads a live media playlist as far as the conformance checks need it (RFC 8216bis §4.4). Own code on purpose: it shares
 * nothing with the writer that it checks.
 */

export type ParsedPart = { uri: string; duration: number; isIndependent: boolean; isGap: boolean };

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
};

export type ParsedPlaylist = {
  version: number;
  targetDuration: number;
  partTarget: number;
  /** Attributes of EXT-X-SERVER-CONTROL. */
  serverControl: Record<string, string>;
  mediaSequence: number;
  discontinuitySequence: number;
  hint: string | undefined;
  isEnded: boolean;
  segments: ParsedSegment[];
};

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
    hint: undefined,
    isEnded: false,
    segments: [],
  };
  let map: string | undefined;
  let open: ParsedSegment | undefined;
  const segment = (): ParsedSegment => {
    open ??= {
      sequence: playlist.mediaSequence + playlist.segments.length,
      uri: undefined,
      duration: undefined,
      map,
      hasDiscontinuity: false,
      isGap: false,
      programDateTime: undefined,
      parts: [],
    };
    return open;
  };
  for (const line of lines.slice(1)) {
    const [tag = '', rest = ''] = splitOnce(line, ':');
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
    else if (tag === '#EXT-X-ENDLIST') playlist.isEnded = true;
    else if (tag === '#EXT-X-PRELOAD-HINT') playlist.hint = attributes(rest).URI;
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
