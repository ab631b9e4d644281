/**
 * The tag as a server writes it, with a declarative shadow root: frame, shape and poster are there before any script is.
 * The element throws it away for its own. The entry `@rpi-live-camera/player/server`, for any server that writes HTML.
 */
import { apiPaths } from '@rpi-live-camera/protocol/http';
import type { LiveCameraAttributes } from '../attributes.js';
import { stageStyles } from '../view/stage.styles.js';

/** What the tag has beside its attributes. */
export type RenderOptions = {
  /**
   * HTML for browsers without script, between the tags. It is not escaped.
   *
   * @default the newest picture in a `<noscript>`, unless `autoplay` or `poster=""` keeps it away
   */
  fallback?: string;
  /** Of the page's policy, for the style in the shadow root: `style-src 'nonce-…'`. @default none */
  nonce?: string;
};

const entities: Record<string, string> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
const escapeHtml = (text: string) => text.replaceAll(/[&"<>]/g, (character) => entities[character]!);

function written(attributes: Record<string, unknown>): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`))
    .join('');
}

/** As the element finds it: its own `poster`, else the gateway's snapshot where nothing starts by itself. */
function posterOf({ gateway, camera, poster, autoplay }: LiveCameraAttributes): string {
  if (typeof poster === 'string') return poster;
  if (autoplay || !camera) return '';
  return (gateway ?? '').replace(/\/+$/, '') + apiPaths.cameraSnapshot(encodeURIComponent(camera));
}

/**
 * Writes the tag.
 *
 * @param attributes by the names that HTML knows; true is written without a value, false, null and undefined not at all
 * @returns HTML, safe to put into a page
 * @example
 * renderLiveCamera({ gateway: 'https://gateway.example', camera: 'front-door', controls: true })
 */
export function renderLiveCamera(attributes: LiveCameraAttributes, options: RenderOptions = {}): string {
  const poster = escapeHtml(posterOf(attributes));
  const label = escapeHtml(attributes.label ?? '');
  const { nonce, fallback = poster && `<noscript><img src="${poster}" alt="${label}"></noscript>` } = options;
  const picture = poster && `<img part="poster-image" src="${poster}" alt="">`;
  const style = `<style${written({ nonce })}>${stageStyles.cssText}</style>`;
  const stage = `<div class="stage" part="container"><div class="poster" part="poster"><slot name="poster">${picture}</slot></div></div>`;
  const root = `<template shadowrootmode="open" shadowrootdelegatesfocus>${style}${stage}<slot></slot></template>`;
  return `<rpi-live-camera${written(attributes)}>${root}${fallback}</rpi-live-camera>`;
}
