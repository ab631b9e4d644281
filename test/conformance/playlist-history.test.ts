import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPlaylistHistory } from './playlist-history.js';

/** Three conforming playlists of one stream: a part is added, a segment completed, the oldest segment removed. */
const head = `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6,PART-HOLD-BACK=1.5
#EXT-X-PART-INF:PART-TARGET=0.5
`;
const start = (sequence: number, discontinuitySequence = 0): string =>
  `#EXT-X-MEDIA-SEQUENCE:${sequence}
#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitySequence}
`;
const map = '#EXT-X-MAP:URI="init0.mp4"\n';
const date = (sequence: number): string =>
  `#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:${String(2 * sequence).padStart(2, '0')}.000Z\n`;
const part = (index: number, rest = ''): string => `#EXT-X-PART:DURATION=0.5,URI="p${index}.m4s"${rest}\n`;
const hint = (index: number): string => `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p${index}.m4s"\n`;
const end = (sequence: number): string => `#EXTINF:2.0,\nseg${sequence}.m4s\n`;
const whole = (sequence: number): string => date(sequence) + end(sequence);
const parts = (sequence: number): string => [0, 1, 2, 3].map((at) => part(sequence * 4 + at)).join('');

const first = head + start(0) + map + whole(0) + whole(1) + whole(2) + date(3) + part(12) + hint(13);
const second =
  head + start(0) + map + whole(0) + whole(1) + whole(2) + date(3) + part(12) + part(13) + hint(14);
const third = head + start(1) + map + whole(1) + whole(2) + date(3) + parts(3) + end(3) + hint(16);

/** The fourth segment ends early, a gap follows, then media again that needs another init segment. */
const at = (seconds: string): string => `#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:${seconds}Z\n`;
const cutShort = `${date(3)}${part(12)}#EXT-X-PART:DURATION=0.1,URI="p13.m4s"\n#EXTINF:0.6,\nseg3.m4s\n`;
const gap = `${at('06.600')}#EXT-X-GAP\n${part(14, ',GAP=YES')}`;
const gapEnd = '#EXTINF:0.5,\nseg4.m4s\n';
const mapHint = '#EXT-X-PRELOAD-HINT:TYPE=MAP,URI="init1.mp4"\n';
const other = '#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init1.mp4"\n';
const untilGap = head + start(0) + map + whole(0) + whole(1) + whole(2) + cutShort + gap;
const silent = untilGap + hint(15);
const announced = untilGap + gapEnd + mapHint + hint(15);
const back = untilGap + gapEnd + other + at('07.350') + part(15, ',INDEPENDENT=YES') + hint(16);

const edit = (text: string, from: string | RegExp, to: string): string => {
  const edited = text.replace(from, to);
  assert.notEqual(edited, text, `${from} is not in the playlist`);
  return edited;
};

describe('checkPlaylistHistory', () => {
  it('finds no fault with a conforming stream', () => {
    assert.deepEqual(checkPlaylistHistory([first, first, second, third]), []);
  });

  it('finds no fault with a gap, and with another init segment behind it', () => {
    assert.deepEqual(checkPlaylistHistory([first, silent, announced, back]), []);
    const sameInit = edit(back, other, '');
    assert.deepEqual(checkPlaylistHistory([first, silent, sameInit]), []);
  });

  describe('of delta updates', () => {
    /** Ten segments of two seconds; of the twelve seconds next to the live edge nothing is left out. */
    const offer = edit(head, 'PART-HOLD-BACK=1.5', 'PART-HOLD-BACK=1.5,CAN-SKIP-UNTIL=12');
    const many = (from: number, to: number): string =>
      Array.from({ length: to - from }, (_, index) => whole(from + index)).join('');
    const known = offer + start(0) + map + many(0, 9) + hint(36);
    const skip = (count: number): string => `#EXT-X-SKIP:SKIPPED-SEGMENTS=${count}\n`;
    const delta = offer + start(1) + skip(3) + many(4, 10) + hint(40);

    it('finds no fault with one that leaves out what is known', () => {
      assert.deepEqual(checkPlaylistHistory([known, delta]), []);
    });

    for (const [name, texts, fault] of [
      ['of which nothing is known', [delta], /leaves out 3 segments from 1 on, of which 0 were told/],
      [
        'that leaves out too much',
        [known, offer + start(1) + skip(5) + many(6, 10) + hint(40)],
        /leaves out what is only 8 s behind the live edge/,
      ],
      ['that was not offered', [known, edit(delta, ',CAN-SKIP-UNTIL=12', '')], /CAN-SKIP-UNTIL is NaN/],
      [
        'that counts wrongly',
        [known, offer + start(1) + skip(2) + many(4, 10) + hint(40)],
        /segment 3: changed after it was complete/,
      ],
    ] as const)
      it(`finds one ${name}`, () => {
        assert.match(checkPlaylistHistory(texts).join('\n'), fault);
      });
  });

  for (const [name, texts, fault] of [
    [
      'a target duration that changes',
      [first, edit(second, 'TARGETDURATION:2', 'TARGETDURATION:3')],
      /targetDuration went/,
    ],
    ['a part target that changes', [first, edit(second, 'TARGET=0.5', 'TARGET=0.49')], /partTarget went/],
    [
      'server control that changes',
      [first, edit(second, 'HOLD-BACK=6', 'HOLD-BACK=7')],
      /server control became/,
    ],
    ['a media sequence that goes back', [third, first], /media sequence went back/],
    [
      'a segment that changes',
      [first, edit(second, 'EXTINF:2.0', 'EXTINF:1.9')],
      /changed after it was complete/,
    ],
    ['a date that changes', [first, edit(second, '12:00:06', '12:00:07')], /programDateTime went/],
    [
      'a gap that gets filled',
      [edit(first, date(0), `${date(0)}#EXT-X-GAP\n`), second],
      /isGap went from true to false/,
    ],
    ['a part that changes', [first, edit(second, part(12), part(12, ',INDEPENDENT=YES'))], /part 0 changed/],
    ['a part that vanishes', [second, first], /part 1 changed/],
    ['a name that is used twice', [first, edit(second, /p13\.m4s/g, 'seg0.m4s')], /seg0\.m4s was/],
    [
      'a removal that leaves too little',
      [first, edit(third, whole(1), '').replace('SEQUENCE:1', 'SEQUENCE:2')],
      /only 4 s are listed/,
    ],
    [
      'a discontinuity that left uncounted',
      [edit(first, date(0), `#EXT-X-DISCONTINUITY\n${date(0)}`), third],
      /discontinuity sequence is 0, not 1/,
    ],
    [
      'a hint that was wrong',
      [edit(first, hint(13), hint(99)), second],
      /p99\.m4s was hinted, p13\.m4s came/,
    ],
    [
      'a segment longer than the target',
      [edit(first, 'EXTINF:2.0', 'EXTINF:2.5')],
      /lasts 2\.5 s, the target is 2/,
    ],
    ['a part longer than the target', [edit(first, 'DURATION=0.5,', 'DURATION=0.6,')], /p12\.m4s lasts 0\.6/],
    ['a part below 85 % of the target', [edit(second, 'DURATION=0.5,', 'DURATION=0.4,')], /below 85 %/],
    [
      'a short part behind which another one came',
      [edit(third, 'DURATION=0.5,', 'DURATION=0.4,')],
      /below 85 %/,
    ],
    ['parts that do not add up', [edit(third, part(15), '')], /its parts last 1\.5 s, itself 2 s/],
    [
      'parts far behind the live edge',
      [
        edit(third, date(1), date(1) + parts(1)).replace(
          end(3),
          `${end(3)}${date(4)}${end(4)}${date(5)}${end(5)}`,
        ),
      ],
      /behind the live edge/,
    ],
    ['a missing init segment', [edit(first, map, '')], /no init segment/],
    ['a missing date', [edit(first, date(3), '')], /no program date time/],
    [
      'another init segment without a discontinuity',
      [edit(first, date(2), `#EXT-X-MAP:URI="init1.mp4"\n${date(2)}`)],
      /without a discontinuity/,
    ],
    [
      'nothing to begin at after a discontinuity',
      [edit(first, date(3), `#EXT-X-DISCONTINUITY\n${date(3)}`)],
      /nothing to start decoding at/,
    ],
    [
      'nothing to begin at behind a gap',
      [edit(edit(back, other, ''), ',INDEPENDENT=YES', '')],
      /nothing to start decoding at/,
    ],
    ['a gap among the parts of a segment that is none', [edit(silent, '#EXT-X-GAP\n', '')], /and is none/],
    ['a gap with a part that is none', [edit(silent, ',GAP=YES', '')], /not all of its parts are/],
    [
      'a date behind the first part of its segment',
      [edit(first, date(3) + part(12), part(12) + date(3))],
      /EXT-X-PROGRAM-DATE-TIME comes behind its first part/,
    ],
    [
      'dates that disagree with the durations between',
      [edit(first, '12:00:04.000', '12:00:04.003')],
      /segment 2: its date is 3\.0 ms off/,
    ],
    [
      'a gap whose date does not follow from the media before it',
      [edit(silent, '06.600', '06.700')],
      /segment 4: its date is 100\.0 ms off/,
    ],
    ['dates that mean two moments', [edit(back, '07.350', '06.600')], /segment 5: .* makes dates ambiguous/],
    [
      'an init segment that comes back',
      [back, edit(back, '"init1.mp4"', '"init0.mp4"')],
      /init0\.mp4 was the init segment behind discontinuity 0/,
    ],
    [
      'a discontinuity that left uncounted with everything before it',
      [back, head + start(9) + edit(map, 'init0', 'init1') + at('18.000') + end(9) + hint(40)],
      /init1\.mp4 was the init segment behind discontinuity 1/,
    ],
    [
      'a wrong hint at an init segment',
      [announced, edit(edit(back, 'init1', 'init2'), 'p16', 'p17')],
      /init1\.mp4 was hinted, init2\.mp4 came/,
    ],
    [
      'an init segment that is hinted and listed',
      [edit(announced, 'init1', 'init0')],
      /init0\.mp4 is hinted/,
    ],
    ['two hints of one type', [edit(first, hint(13), hint(13) + hint(14))], /two hints of type PART/],
    ['a hint that is listed', [edit(first, hint(13), hint(12))], /hinted and listed/],
    ['no hint', [edit(first, hint(13), '')], /no part is hinted/],
    ['an end', [`${first}#EXT-X-ENDLIST\n`], /has an end/],
    [
      'a part hold back that is too small',
      [edit(first, 'PART-HOLD-BACK=1.5', 'PART-HOLD-BACK=1.4')],
      /PART-HOLD-BACK 1\.4/,
    ],
    ['a hold back that is too small', [edit(first, ',HOLD-BACK=6', ',HOLD-BACK=5')], /HOLD-BACK 5 is below/],
    ['what is no playlist', ['<html></html>'], /begins with #EXTM3U/],
    ['a version that is too small', [edit(first, 'VERSION:9', 'VERSION:3')], /needs version 6/],
  ] as const) {
    it(`finds ${name}`, () => {
      const faults = checkPlaylistHistory(texts);
      assert.ok(
        faults.some((one) => fault.test(one)),
        `found only: ${faults.join('; ')}`,
      );
    });
  }
});
