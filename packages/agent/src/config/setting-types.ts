/** The kinds of value a setting can hold, with the sentences that a wrong one is answered with. */
import * as v from 'valibot';

const msPerUnit: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds as a number, or text with a unit such as `"2.5s"`; read as whole milliseconds. */
export function durationMs(min: number, max: number) {
  const message = `must be ${min} to ${max} milliseconds, or text such as "2.5s"`;
  return v.pipe(
    v.union([v.number(), v.string()], message),
    v.transform((value) => {
      const [, amount, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(String(value)) ?? [];
      return Math.round(Number(amount) * (msPerUnit[unit] ?? Number.NaN));
    }),
    v.number(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

export const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'));

export const flag = v.boolean('must be true or false');

export const rtspUrl = v.pipe(
  v.string('must be text'),
  v.check(
    (url) => URL.canParse(url) && ['rtsp:', 'rtsps:'].includes(new URL(url).protocol),
    'must be an rtsp:// or rtsps:// URL such as rtsp://user:password@192.168.1.20/stream1',
  ),
);
