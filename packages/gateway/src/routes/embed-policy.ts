/** What an embed page may load, and who may show it: its Content-Security-Policy and Permissions-Policy. */
import { styleSource } from './embed-page.js';

export type EmbedPolicyOptions = {
  /** Origins; `*` for any. Those that Content-Security-Policy has no words for are left out. */
  frameAncestors: readonly string[];
  /** Setting `publicUrl`: where media comes from, when it is set. */
  publicUrl: string | null;
};

/** A character that would end a source, a directive or the header. */
const notInSource = /[\s;,']/;

export function contentSecurityPolicy({ frameAncestors, publicUrl }: EmbedPolicyOptions): string {
  const media = publicUrl === null ? [] : [new URL(publicUrl).origin];
  const sockets = media.map((origin) => origin.replace(/^http/, 'ws'));
  const directives = [
    ["default-src 'none'"],
    ["script-src 'self'"],
    ['style-src', styleSource],
    ["connect-src 'self'", ...media, ...sockets],
    // MediaSource and canvas pictures are played from blob: URLs; native HLS from the address itself.
    ["media-src 'self' blob:", ...media],
    ["img-src 'self' blob: data:"],
    ["base-uri 'none'"],
    ["form-action 'none'"],
    ["require-trusted-types-for 'script'"],
    ['trusted-types rpi-live-camera'],
  ];
  // No word of the policy means all: "*" leaves out pages without a network address, such as files and apps.
  if (!frameAncestors.includes('*'))
    directives.push([
      "frame-ancestors 'self'",
      ...frameAncestors.filter((origin) => !notInSource.test(origin)),
    ]);
  return directives.map((words) => words.join(' ')).join('; ');
}

/** Of the powers that a frame can be given, the player uses the first three. */
export const permissionsPolicy = [
  'autoplay=(self)',
  'fullscreen=(self)',
  'picture-in-picture=(self)',
  ...['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'].map((name) => `${name}=()`),
].join(', ');
