/** The list in Spanish. */
import type { ListTexts } from './list-texts.js';

const tellGateway = 'Inténtalo de nuevo en un momento. Si sigue igual, avisa a quien administra la pasarela.';

export const spanishList: ListTexts = {
  lang: 'es',
  region: 'Grabaciones',
  loading: 'Cargando grabaciones',
  backToLive: 'Volver al directo',
  record: 'Grabar',
  starting: 'Empezando …',
  stopRecording: 'Detener grabación',
  recordingNow: 'Grabando ahora',
  cuts: 'Cortes: {count}',
  endedEarly: 'Terminó antes de tiempo',
  download: 'Descargar como MP4',
  delete: 'Eliminar',
  deleteThis: '¿Eliminar esta grabación para siempre?',
  keep: 'Conservar',
  deleted: 'Grabación eliminada',
  more: 'Mostrar más',
  retry: 'Reintentar',
  empty: {
    title: 'Aún no hay grabaciones',
    advice: 'Aparecen aquí cuando se graba esta cámara: siempre, o cuando alguien lo inicia.',
  },
  errors: {
    camera_missing: {
      title: 'No se ha elegido ninguna cámara',
      advice: 'Es un ajuste de la página: avisa a quien la administra.',
    },
    gateway_unreachable: {
      title: 'La pasarela no responde',
      advice: 'Comprueba la conexión de red. La lista vuelve por sí sola.',
    },
    unauthorized: {
      title: 'Inicia sesión para ver grabaciones',
      advice: 'La página no dio un token válido, o ha caducado. Recarga la página o inicia sesión otra vez.',
    },
    forbidden: {
      title: 'No tienes permiso para esto',
      advice: 'Pide al dueño de la cámara el derecho a sus grabaciones.',
    },
    camera_not_found: {
      title: 'Esta cámara no existe',
      advice: 'Quizá se le cambió el nombre o se quitó. Comprueba el nombre de la cámara en la página.',
    },
    recording_not_found: { title: 'Esta grabación ya no existe', advice: 'Quizá se eliminó.' },
    storage_failed: { title: 'La pasarela no puede usar su almacenamiento', advice: tellGateway },
    storage_full: {
      title: 'El almacenamiento de la pasarela está lleno',
      advice: 'Elimina grabaciones, o avisa a quien administra la pasarela.',
    },
    too_many_requests: {
      title: 'Demasiadas peticiones',
      advice: 'Espera un momento e inténtalo de nuevo.',
    },
    camera_offline: {
      title: 'La cámara está desconectada',
      advice: 'Se podrá grabar de nuevo cuando vuelva.',
    },
    camera_timeout: {
      title: 'La cámara no respondió',
      advice: 'Comprueba que tenga corriente y red, e inténtalo de nuevo.',
    },
    other: { title: 'No ha funcionado', advice: tellGateway },
  },
};
