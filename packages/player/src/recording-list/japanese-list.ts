/** The list in Japanese. */
import type { ListTexts } from './list-texts.js';

const tellGateway =
  'しばらくしてからもう一度お試しください。続く場合は、ゲートウェイの管理者にお知らせください。';

export const japaneseList: ListTexts = {
  lang: 'ja',
  region: '録画',
  loading: '録画を読み込んでいます',
  backToLive: 'ライブに戻る',
  record: '録画する',
  starting: '開始しています…',
  stopRecording: '録画を停止',
  recordingNow: '録画中',
  cuts: '途切れ：{count}',
  endedEarly: '途中で終了',
  download: 'MP4でダウンロード',
  delete: '削除',
  deleteThis: 'この録画を完全に削除しますか？',
  keep: '残す',
  deleted: '録画を削除しました',
  more: 'もっと見る',
  retry: '再試行',
  empty: {
    title: '録画はまだありません',
    advice: 'このカメラが録画されると、ここに表示されます。常時録画、または誰かが開始したときです。',
  },
  errors: {
    camera_missing: {
      title: 'カメラが選ばれていません',
      advice: 'ページの設定です。管理者にお知らせください。',
    },
    gateway_unreachable: {
      title: 'ゲートウェイが応答しません',
      advice: 'ネットワーク接続を確認してください。一覧は自動的に戻ります。',
    },
    unauthorized: {
      title: '録画を見るにはサインインしてください',
      advice:
        'ページに有効なトークンがないか、期限が切れています。再読み込みするか、もう一度サインインしてください。',
    },
    forbidden: {
      title: 'この操作は許可されていません',
      advice: 'カメラの所有者に、録画を扱う権限を求めてください。',
    },
    camera_not_found: {
      title: 'このカメラはありません',
      advice: '名前が変わったか、削除された可能性があります。ページのカメラ名を確認してください。',
    },
    recording_not_found: { title: 'この録画はもうありません', advice: '削除された可能性があります。' },
    storage_failed: { title: 'ゲートウェイが保存先を使えません', advice: tellGateway },
    storage_full: {
      title: 'ゲートウェイの保存先がいっぱいです',
      advice: '録画を削除するか、ゲートウェイの管理者にお知らせください。',
    },
    too_many_requests: {
      title: 'リクエストが多すぎます',
      advice: '少し待ってから、もう一度お試しください。',
    },
    camera_offline: {
      title: 'カメラはオフラインです',
      advice: 'オンラインに戻ると、また録画できます。',
    },
    camera_timeout: {
      title: 'カメラが応答しませんでした',
      advice: '電源とネットワークを確認して、もう一度お試しください。',
    },
    other: { title: 'うまくいきませんでした', advice: tellGateway },
  },
};
