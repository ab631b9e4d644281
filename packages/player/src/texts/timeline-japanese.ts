/** Japanese, for recordings and the past of a live stream. */
import type { TimelineTexts } from './timeline-texts.js';

export const timelineJapanese: TimelineTexts = {
  timeline: 'タイムライン',
  recordingAt: '録画 {time}',
  download: '録画をダウンロード',
  clipStart: 'ここから切り出す',
  clipEnd: 'ここまでを保存',
  copyLink: 'この時点へのリンクをコピー',
  clipStarted: '{time}から切り出します。終わりを選んでください。',
  saveFailed: '録画を保存できませんでした',
  linkCopied: 'リンクをコピーしました',
  linkFailed: 'リンクをコピーできませんでした',
};
