/** Japanese: a chunk of its own. Sentences end politely (です, ます); names of buttons are nouns or plain verbs. */
import type { Texts } from './texts.js';

const tellGateway =
  'しばらくしてから、もう一度お試しください。続く場合は、ゲートウェイの管理者にお知らせください。';
const tellPage = 'ページの設定によるものです。ページの管理者にお知らせください。';

export const japanese: Texts = {
  lang: 'ja',
  region: 'ライブカメラ',

  start: 'ライブ映像を見る',
  play: '再生',
  pause: '一時停止',
  tapToPlay: 'タップして再生',
  tapToUnmute: 'タップして音を出す',
  retry: 'もう一度試す',
  tryNow: '今すぐ試す',
  retryIn: '{delay}後にもう一度試します',
  reconnecting: '再接続しています',
  pictureAge: '最後の映像：{age}',
  allowLocalNetwork: 'このページにローカルネットワークへのアクセスを許可してください。',
  phaseTitles: {
    waking: 'カメラを起動しています',
    receiving: '最初の映像を受信しています',
    buffering: 'まもなくライブになります',
  },
  phaseNames: { waking: '起動', receiving: '受信', buffering: '準備' },

  controls: '再生コントロール',
  live: 'ライブ',
  watchingLive: 'ライブ映像を表示しています',
  goToLive: 'ライブに戻る',
  mute: '音を消す',
  unmute: '音を出す',
  volume: '音量',
  latency: 'カメラより{delay}遅れています',
  snapshot: '画像を保存',
  snapshotSaved: '画像を保存しました',
  snapshotFailed: '画像を保存できませんでした',
  zoomIn: '拡大',
  zoomOut: '縮小',
  resetZoom: '{factor}倍、全体を表示',
  pictureInPicture: 'ピクチャーインピクチャー',
  exitPictureInPicture: 'ピクチャーインピクチャーを終了',
  fullscreen: '全画面表示',
  exitFullscreen: '全画面表示を終了',
  moreControls: 'その他の操作',
  stats: {
    title: '統計情報',
    hide: '統計情報を隠す',
    transport: '伝送方式',
    codecs: 'コーデック',
    picture: '映像',
    latency: '遅延',
    buffer: 'バッファ',
    dropped: '欠落フレーム',
    reconnects: '再接続',
  },
  droppedOf: '{total} 中 {dropped}',
  framesPerSecond: '{rate}フレーム/秒',

  announcements: {
    idle: '',
    starting: 'カメラを起動しています。',
    connecting: '',
    buffering: '',
    playing: 'ライブ映像です。',
    paused: '一時停止しました。',
    reconnecting: '映像が途切れました。再接続しています。',
    offline: 'カメラはオフラインです。',
    failed: '{title}。{advice}',
  },
  errors: {
    camera_missing: { title: 'カメラが選ばれていません', advice: tellPage },
    gateway_unreachable: {
      title: 'ゲートウェイに接続できません',
      advice:
        'ネットワーク接続をご確認ください。ゲートウェイが停止しているか、ここからは接続できない可能性もあります。',
    },
    mixed_content: {
      title: 'ブラウザーがこのゲートウェイをブロックしています',
      advice:
        'ページは https ですが、ゲートウェイは https ではありません。ゲートウェイの管理者に https への対応をご依頼ください。',
    },
    local_network_blocked: {
      title: 'ローカルネットワークがブロックされています',
      advice:
        'ブラウザーのサイト設定でローカルネットワークへのアクセスを許可してから、もう一度お試しください。',
    },
    answer_not_understood: {
      title: 'ゲートウェイの応答を理解できませんでした',
      advice: 'アドレスが間違っているか、ゲートウェイとプレーヤーのバージョンが異なる可能性があります。',
    },
    no_transport: {
      title: 'このカメラを受信する方法がありません',
      advice: 'ページが求める伝送方式にゲートウェイが対応していません。ページの管理者にお知らせください。',
    },
    not_supported: {
      title: 'このブラウザーではカメラを表示できません',
      advice: '最新の Chrome、Edge、Firefox、Safari でお試しください。',
    },
    player_incomplete: {
      title: 'プレーヤーをすべて読み込めませんでした',
      advice: '接続を確認してから、もう一度お試しください。',
    },
    media_failed: {
      title: '映像を再生できません',
      advice: 'もう一度お試しください。何度も起きる場合は、別のブラウザーをお試しください。',
    },
    stream_stalled: {
      title: '映像が届いていません',
      advice: 'カメラまたはネットワークからの送信が止まりました。もう一度お試しください。',
    },
    no_picture: { title: 'まだ映像がありません', advice: 'カメラの映像が始まるまでお待ちください。' },
    invalid_request: { title: 'リクエストが正しくありません', advice: tellPage },
    playlist_request_too_far: {
      title: 'プレーヤーが映像より先に進みました',
      advice: 'もう一度お試しください。',
    },
    unauthorized: {
      title: '視聴するにはログインしてください',
      advice:
        '認証情報がないか、有効期限が切れています。ページを再読み込みするか、ログインし直してください。',
    },
    forbidden: {
      title: 'このカメラを見る権限がありません',
      advice: 'カメラの所有者にアクセスをご依頼ください。',
    },
    not_found: {
      title: 'このアドレスにゲートウェイがありません',
      advice: `別のサーバーが応答しています。${tellPage}`,
    },
    camera_not_found: {
      title: 'このカメラは見つかりません',
      advice: '名前が変わったか、削除された可能性があります。ページのカメラ名をご確認ください。',
    },
    snapshot_not_found: {
      title: 'このカメラの写真はまだありません',
      advice: 'カメラを起動すると作成されます。',
    },
    recording_not_found: { title: '録画が見つかりません', advice: '削除された可能性があります。' },
    recording_refused: { title: 'このカメラは録画できません', advice: tellGateway },
    session_gone: { title: '視聴セッションが終了しました', advice: 'もう一度試すと、新しく始まります。' },
    payload_too_large: { title: 'リクエストが大きすぎます', advice: tellPage },
    viewer_limit_reached: {
      title: 'このカメラは満員です',
      advice: '視聴できる人数に達しています。空きが出てから、もう一度お試しください。',
    },
    too_many_requests: {
      title: 'リクエストが多すぎます',
      advice: '少し待ってから、もう一度お試しください。',
    },
    storage_failed: { title: '保存先で問題が起きました', advice: tellGateway },
    storage_full: { title: '空きがありません', advice: tellGateway },
    internal: { title: 'ゲートウェイで問題が起きました', advice: tellGateway },
    camera_failed: {
      title: 'カメラを起動できませんでした',
      advice:
        'ほかのプログラムが使用していないか、ケーブルがしっかり接続されているかを確認してから、もう一度お試しください。',
    },
    ffmpeg_failed: { title: 'ゲートウェイがカメラの映像を受信できませんでした', advice: tellGateway },
    broker_unavailable: { title: '現在、カメラに接続できません', advice: tellGateway },
    camera_offline: {
      title: 'カメラはオフラインです',
      advice: '復帰すると、ここに表示されます。',
    },
    stream_not_ready: {
      title: '映像の準備ができていません',
      advice: 'しばらくしてから、もう一度お試しください。',
    },
    camera_timeout: {
      title: 'カメラが応答しませんでした',
      advice: '電源とネットワーク接続を確認してから、もう一度お試しください。',
    },
  },
};
