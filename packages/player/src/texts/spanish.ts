/** Spanish: a chunk of its own. Readers are addressed with "usted", in words that fit Spain and America alike. */
import type { Texts } from './texts.js';

const tellGateway = 'Inténtelo de nuevo en un momento. Si sigue igual, avise a quien administra la pasarela.';
const tellPage = 'Es un ajuste de la página: avise a quien la administra.';

export const spanish: Texts = {
  lang: 'es',
  region: 'Cámara en directo',

  start: 'Ver en directo',
  play: 'Reproducir',
  pause: 'Pausar',
  tapToPlay: 'Toque para reproducir',
  tapToUnmute: 'Toque para oír',
  retry: 'Reintentar',
  tryNow: 'Probar ahora',
  retryIn: 'Nuevo intento en {delay}',
  reconnecting: 'Restableciendo la conexión',
  pictureAge: 'última imagen {age}',
  allowLocalNetwork: 'Permita que esta página acceda a su red local.',
  phaseTitles: {
    waking: 'Despertando la cámara',
    receiving: 'Recibiendo las primeras imágenes',
    buffering: 'Casi en directo',
  },
  phaseNames: { waking: 'Despertar', receiving: 'Recibir', buffering: 'Cargar' },

  controls: 'Controles del reproductor',
  live: 'Directo',
  watchingLive: 'Está viendo el directo',
  goToLive: 'Volver al directo',
  mute: 'Silenciar',
  unmute: 'Activar el sonido',
  volume: 'Volumen',
  latency: '{delay} de retraso respecto a la cámara',
  snapshot: 'Guardar la imagen',
  snapshotSaved: 'Imagen guardada',
  snapshotFailed: 'No se pudo guardar la imagen',
  zoomIn: 'Acercar',
  zoomOut: 'Alejar',
  resetZoom: '{factor}×, ver la imagen entera',
  pictureInPicture: 'Imagen en imagen',
  exitPictureInPicture: 'Cerrar imagen en imagen',
  fullscreen: 'Pantalla completa',
  exitFullscreen: 'Salir de pantalla completa',
  moreControls: 'Más controles',
  stats: {
    title: 'Estadísticas',
    hide: 'Ocultar estadísticas',
    transport: 'Transporte',
    codecs: 'Códecs',
    picture: 'Imagen',
    latency: 'Retraso',
    buffer: 'Búfer',
    dropped: 'Descartadas',
    reconnects: 'Reconexiones',
  },
  droppedOf: '{dropped} de {total}',
  framesPerSecond: '{rate} i/s',

  announcements: {
    idle: '',
    starting: 'Despertando la cámara.',
    connecting: '',
    buffering: '',
    playing: 'En directo.',
    paused: 'En pausa.',
    reconnecting: 'Se perdió la imagen. Restableciendo la conexión.',
    offline: 'La cámara está desconectada.',
    failed: '{title}. {advice}',
  },
  errors: {
    camera_missing: { title: 'No se ha elegido ninguna cámara', advice: tellPage },
    gateway_unreachable: {
      title: 'No se puede acceder a la pasarela',
      advice: 'Compruebe su conexión. La pasarela también puede estar apagada o bloqueada desde aquí.',
    },
    mixed_content: {
      title: 'El navegador bloquea esta pasarela',
      advice: 'La página es https y la pasarela no. También necesita https: avise a quien la administra.',
    },
    local_network_blocked: {
      title: 'La red local está bloqueada',
      advice:
        'Permita el acceso a la red local en los ajustes del sitio del navegador y vuelva a intentarlo.',
    },
    answer_not_understood: {
      title: 'La respuesta de la pasarela no se entiende',
      advice: 'La dirección puede estar mal, o la pasarela y el reproductor son de versiones distintas.',
    },
    no_transport: {
      title: 'No hay forma de recibir esta cámara',
      advice:
        'La pasarela no ofrece ninguno de los transportes que pide la página: avise a quien la administra.',
    },
    not_supported: {
      title: 'Este navegador no puede mostrar la cámara',
      advice: 'Pruebe con una versión actual de Chrome, Edge, Firefox o Safari.',
    },
    player_incomplete: {
      title: 'El reproductor no se cargó por completo',
      advice: 'Compruebe su conexión y vuelva a intentarlo.',
    },
    media_failed: {
      title: 'El vídeo no se puede reproducir',
      advice: 'Inténtelo de nuevo. Si ocurre a menudo, pruebe con otro navegador.',
    },
    stream_stalled: {
      title: 'No llegan imágenes',
      advice: 'La cámara o la red dejó de enviar. Inténtelo de nuevo.',
    },
    no_picture: { title: 'Todavía no hay imagen', advice: 'Espere a que la cámara esté en marcha.' },
    invalid_request: { title: 'La solicitud no es válida', advice: tellPage },
    playlist_request_too_far: {
      title: 'El reproductor se adelantó al directo',
      advice: 'Inténtelo de nuevo.',
    },
    unauthorized: {
      title: 'Inicie sesión para ver la cámara',
      advice: 'Falta la autorización o ha caducado. Recargue la página o inicie sesión de nuevo.',
    },
    forbidden: {
      title: 'No tiene permiso para ver esta cámara',
      advice: 'Pida acceso a quien sea su dueño.',
    },
    not_found: {
      title: 'No hay ninguna pasarela en esta dirección',
      advice: `Allí responde otra cosa. ${tellPage}`,
    },
    camera_not_found: {
      title: 'Esta cámara no existe',
      advice: 'Quizá cambió de nombre o se retiró. Compruebe el nombre de la cámara en la página.',
    },
    snapshot_not_found: {
      title: 'Todavía no hay imágenes de esta cámara',
      advice: 'Ponga en marcha la cámara para tener una.',
    },
    recording_not_found: { title: 'Esta grabación no existe', advice: 'Quizá se eliminó.' },
    recording_refused: { title: 'Esta cámara no se graba a petición', advice: tellGateway },
    session_gone: {
      title: 'Su sesión ha terminado',
      advice: 'Inténtelo de nuevo para abrir otra.',
    },
    payload_too_large: { title: 'La solicitud es demasiado grande', advice: tellPage },
    viewer_limit_reached: {
      title: 'Esta cámara está completa',
      advice: 'No admite más espectadores. Inténtelo de nuevo cuando alguien salga.',
    },
    too_many_requests: {
      title: 'Demasiadas solicitudes',
      advice: 'Espere un momento y vuelva a intentarlo.',
    },
    storage_failed: { title: 'La pasarela no puede usar su almacenamiento', advice: tellGateway },
    storage_full: { title: 'El almacenamiento de la pasarela está lleno', advice: tellGateway },
    internal: { title: 'La pasarela tiene un problema', advice: tellGateway },
    camera_failed: {
      title: 'La cámara no pudo arrancar',
      advice:
        'Compruebe que ningún otro programa la usa y que su cable está bien puesto, y vuelva a intentarlo.',
    },
    ffmpeg_failed: { title: 'La pasarela no pudo recibir la cámara', advice: tellGateway },
    broker_unavailable: { title: 'No se puede acceder a la cámara ahora', advice: tellGateway },
    camera_offline: {
      title: 'La cámara está desconectada',
      advice: 'Aparecerá aquí en cuanto vuelva.',
    },
    stream_not_ready: {
      title: 'El directo todavía no está listo',
      advice: 'Inténtelo de nuevo en un momento.',
    },
    camera_timeout: {
      title: 'La cámara no respondió',
      advice: 'Compruebe que tiene corriente y conexión a la red, y vuelva a intentarlo.',
    },
  },
};
