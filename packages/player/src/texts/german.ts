/** German: a chunk of its own. Nobody is addressed: what to do stands in the infinitive, as on buttons. */
import type { Texts } from './texts.js';

const tellGateway = 'Gleich noch einmal versuchen. Bleibt es dabei, bitte der Betreuung des Gateways melden.';
const tellPage = 'Das ist eine Einstellung der Seite: bitte ihrer Betreuung melden.';

export const german: Texts = {
  lang: 'de',
  region: 'Live-Kamera',

  start: 'Live-Bild starten',
  play: 'Abspielen',
  pause: 'Anhalten',
  tapToPlay: 'Zum Abspielen tippen',
  tapToUnmute: 'Für den Ton tippen',
  retry: 'Erneut versuchen',
  tryNow: 'Jetzt versuchen',
  retryIn: 'Neuer Versuch in {delay}',
  reconnecting: 'Wird neu verbunden',
  pictureAge: 'letztes Bild {age}',
  allowLocalNetwork: 'Bitte der Seite den Zugriff auf das lokale Netz erlauben.',
  phaseTitles: {
    waking: 'Die Kamera wird geweckt',
    receiving: 'Die ersten Bilder kommen an',
    buffering: 'Gleich live',
  },
  phaseNames: { waking: 'Wecken', receiving: 'Empfangen', buffering: 'Puffern' },

  controls: 'Bedienleiste',
  live: 'Live',
  watchingLive: 'Das Bild ist live',
  goToLive: 'Zum Live-Bild',
  mute: 'Ton aus',
  unmute: 'Ton an',
  volume: 'Lautstärke',
  latency: '{delay} hinter der Kamera',
  snapshot: 'Bild speichern',
  snapshotSaved: 'Bild gespeichert',
  snapshotFailed: 'Das Bild ließ sich nicht speichern',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  resetZoom: '{factor}×, ganzes Bild zeigen',
  pictureInPicture: 'Bild im Bild',
  exitPictureInPicture: 'Bild im Bild beenden',
  fullscreen: 'Vollbild',
  exitFullscreen: 'Vollbild beenden',
  moreControls: 'Weitere Bedienelemente',
  stats: {
    title: 'Statistik',
    hide: 'Statistik ausblenden',
    transport: 'Übertragung',
    codecs: 'Codecs',
    picture: 'Bild',
    latency: 'Verzögerung',
    buffer: 'Puffer',
    dropped: 'Ausgelassen',
    reconnects: 'Neuverbindungen',
  },
  droppedOf: '{dropped} von {total}',
  framesPerSecond: '{rate} Bilder/s',

  announcements: {
    idle: '',
    starting: 'Die Kamera wird geweckt.',
    connecting: '',
    buffering: '',
    playing: 'Live.',
    paused: 'Angehalten.',
    reconnecting: 'Das Bild ist weg. Die Verbindung wird neu aufgebaut.',
    offline: 'Die Kamera ist offline.',
    failed: '{title}. {advice}',
  },
  errors: {
    camera_missing: { title: 'Keine Kamera ausgewählt', advice: tellPage },
    gateway_unreachable: {
      title: 'Das Gateway ist nicht erreichbar',
      advice:
        'Bitte die Verbindung zum Netz prüfen. Das Gateway kann auch aus oder von hier aus gesperrt sein.',
    },
    mixed_content: {
      title: 'Der Browser blockiert dieses Gateway',
      advice:
        'Die Seite ist https, das Gateway nicht. Es braucht ebenfalls https: bitte seiner Betreuung melden.',
    },
    local_network_blocked: {
      title: 'Das lokale Netz ist gesperrt',
      advice:
        'Der Seite in den Website-Einstellungen des Browsers das lokale Netz erlauben, dann erneut versuchen.',
    },
    answer_not_understood: {
      title: 'Das Gateway hat seltsam geantwortet',
      advice: 'Die Adresse kann falsch sein, oder Gateway und Player sind verschiedene Versionen.',
    },
    no_transport: {
      title: 'Kein Weg, diese Kamera zu empfangen',
      advice:
        'Das Gateway kennt keine der Übertragungen, die die Seite verlangt: bitte ihrer Betreuung melden.',
    },
    not_supported: {
      title: 'Dieser Browser kann die Kamera nicht zeigen',
      advice: 'Mit einem aktuellen Chrome, Edge, Firefox oder Safari versuchen.',
    },
    player_incomplete: {
      title: 'Der Player wurde nicht vollständig geladen',
      advice: 'Die Verbindung prüfen und erneut versuchen.',
    },
    media_failed: {
      title: 'Das Video lässt sich nicht abspielen',
      advice: 'Erneut versuchen. Wenn es öfter vorkommt, einen anderen Browser nehmen.',
    },
    stream_stalled: {
      title: 'Es kommen keine Bilder',
      advice: 'Die Kamera oder das Netz sendet nichts mehr. Erneut versuchen.',
    },
    no_picture: { title: 'Noch kein Bild', advice: 'Warten, bis die Kamera läuft.' },
    invalid_request: { title: 'Die Anfrage ist ungültig', advice: tellPage },
    playlist_request_too_far: {
      title: 'Der Player ist dem Bild vorausgeeilt',
      advice: 'Erneut versuchen.',
    },
    unauthorized: {
      title: 'Zum Ansehen bitte anmelden',
      advice: 'Die Anmeldung fehlt oder ist abgelaufen. Die Seite neu laden oder neu anmelden.',
    },
    forbidden: {
      title: 'Diese Kamera ist nicht freigegeben',
      advice: 'Zugang kann der Besitzer der Kamera geben.',
    },
    not_found: {
      title: 'Unter dieser Adresse ist kein Gateway',
      advice: `Dort antwortet etwas anderes. ${tellPage}`,
    },
    camera_not_found: {
      title: 'Diese Kamera gibt es nicht',
      advice: 'Sie heißt vielleicht anders oder wurde entfernt. Den Kameranamen in der Seite prüfen.',
    },
    snapshot_not_found: {
      title: 'Von dieser Kamera gibt es noch kein Bild',
      advice: 'Die Kamera starten, dann gibt es eines.',
    },
    recording_not_found: { title: 'Diese Aufnahme gibt es nicht', advice: 'Sie wurde vielleicht gelöscht.' },
    recording_refused: { title: 'Diese Kamera wird nicht auf Wunsch aufgenommen', advice: tellGateway },
    session_gone: {
      title: 'Die Sitzung ist zu Ende',
      advice: 'Erneut versuchen, dann beginnt eine neue.',
    },
    payload_too_large: { title: 'Die Anfrage ist zu groß', advice: tellPage },
    viewer_limit_reached: {
      title: 'Alle Plätze dieser Kamera sind belegt',
      advice: 'Mehr Zuschauer lässt sie nicht zu. Später erneut versuchen.',
    },
    too_many_requests: { title: 'Zu viele Anfragen', advice: 'Einen Moment warten, dann erneut versuchen.' },
    storage_failed: { title: 'Das Gateway kann nicht auf seinen Speicher zugreifen', advice: tellGateway },
    storage_full: { title: 'Der Speicher des Gateways ist voll', advice: tellGateway },
    internal: { title: 'Das Gateway hat eine Störung', advice: tellGateway },
    camera_failed: {
      title: 'Die Kamera konnte nicht starten',
      advice:
        'Prüfen, ob ein anderes Programm sie benutzt und ob ihr Kabel fest sitzt, dann erneut versuchen.',
    },
    ffmpeg_failed: { title: 'Das Gateway konnte die Kamera nicht empfangen', advice: tellGateway },
    broker_unavailable: { title: 'Die Kamera ist gerade nicht erreichbar', advice: tellGateway },
    camera_offline: {
      title: 'Die Kamera ist offline',
      advice: 'Sobald sie wieder da ist, erscheint sie hier.',
    },
    stream_not_ready: { title: 'Das Bild ist noch nicht bereit', advice: 'Gleich noch einmal versuchen.' },
    camera_timeout: {
      title: 'Die Kamera hat nicht geantwortet',
      advice: 'Prüfen, ob sie Strom und Netz hat, dann erneut versuchen.',
    },
  },
};
