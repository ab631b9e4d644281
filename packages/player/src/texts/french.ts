/** French: a chunk of its own. Readers are addressed with "vous"; a colon has its no-break space. */
import type { Texts } from './texts.js';

const tellGateway =
  'Réessayez dans un instant. Si cela continue, prévenez la personne qui gère la passerelle.';
const tellPage = 'C’est un réglage de la page : prévenez la personne qui la gère.';

export const french: Texts = {
  lang: 'fr',
  region: 'Caméra en direct',

  start: 'Lancer le direct',
  play: 'Lire',
  pause: 'Mettre en pause',
  tapToPlay: 'Touchez pour lire',
  tapToUnmute: 'Touchez pour le son',
  retry: 'Réessayer',
  tryNow: 'Essayer maintenant',
  retryIn: 'Nouvel essai dans {delay}',
  reconnecting: 'Reconnexion en cours',
  pictureAge: 'dernière image {age}',
  allowLocalNetwork: 'Veuillez autoriser cette page à accéder à votre réseau local.',
  phaseTitles: {
    waking: 'Réveil de la caméra',
    receiving: 'Arrivée des premières images',
    buffering: 'Bientôt en direct',
  },
  phaseNames: { waking: 'Réveil', receiving: 'Réception', buffering: 'Chargement' },

  controls: 'Commandes du lecteur',
  live: 'Direct',
  watchingLive: 'Vous regardez le direct',
  goToLive: 'Revenir au direct',
  mute: 'Couper le son',
  unmute: 'Activer le son',
  volume: 'Volume',
  latency: '{delay} de retard sur la caméra',
  snapshot: 'Enregistrer l’image',
  snapshotSaved: 'Image enregistrée',
  snapshotFailed: 'L’image n’a pas pu être enregistrée',
  zoomIn: 'Agrandir',
  zoomOut: 'Réduire',
  resetZoom: '{factor}×, revenir à l’image entière',
  pictureInPicture: 'Image dans l’image',
  exitPictureInPicture: 'Quitter l’image dans l’image',
  fullscreen: 'Plein écran',
  exitFullscreen: 'Quitter le plein écran',
  moreControls: 'Plus de commandes',
  stats: {
    title: 'Statistiques',
    hide: 'Masquer les statistiques',
    transport: 'Transport',
    codecs: 'Codecs',
    picture: 'Image',
    latency: 'Retard',
    buffer: 'Tampon',
    dropped: 'Images perdues',
    reconnects: 'Reconnexions',
  },
  droppedOf: '{dropped} sur {total}',
  framesPerSecond: '{rate} i/s',

  announcements: {
    idle: '',
    starting: 'Réveil de la caméra.',
    connecting: '',
    buffering: '',
    playing: 'En direct.',
    paused: 'En pause.',
    reconnecting: 'L’image a été perdue. Reconnexion en cours.',
    offline: 'La caméra est hors ligne.',
    failed: '{title}. {advice}',
  },
  errors: {
    camera_missing: { title: 'Aucune caméra n’est choisie', advice: tellPage },
    gateway_unreachable: {
      title: 'La passerelle est injoignable',
      advice: 'Vérifiez votre connexion. La passerelle peut aussi être arrêtée ou bloquée depuis ici.',
    },
    mixed_content: {
      title: 'Le navigateur bloque cette passerelle',
      advice:
        'La page est en https, la passerelle non. Il lui faut aussi https : prévenez la personne qui la gère.',
    },
    local_network_blocked: {
      title: 'Le réseau local est bloqué',
      advice: 'Autorisez l’accès au réseau local dans les réglages du site du navigateur, puis réessayez.',
    },
    answer_not_understood: {
      title: 'La réponse de la passerelle est incompréhensible',
      advice: 'Son adresse est peut-être fausse, ou la passerelle et le lecteur n’ont pas la même version.',
    },
    no_transport: {
      title: 'Aucun moyen de recevoir cette caméra',
      advice:
        'La passerelle n’offre aucun des transports que la page demande : prévenez la personne qui la gère.',
    },
    not_supported: {
      title: 'Ce navigateur ne peut pas lire la caméra',
      advice: 'Essayez une version récente de Chrome, Edge, Firefox ou Safari.',
    },
    player_incomplete: {
      title: 'Le lecteur n’a pas été chargé en entier',
      advice: 'Vérifiez votre connexion, puis réessayez.',
    },
    media_failed: {
      title: 'La vidéo ne peut pas être lue',
      advice: 'Réessayez. Si cela se répète, essayez un autre navigateur.',
    },
    stream_stalled: {
      title: 'Aucune image n’arrive',
      advice: 'La caméra ou le réseau n’envoie plus rien. Réessayez.',
    },
    no_picture: { title: 'Pas encore d’image', advice: 'Attendez que la caméra soit lancée.' },
    invalid_request: { title: 'La demande n’est pas valable', advice: tellPage },
    playlist_request_too_far: { title: 'Le lecteur a devancé le direct', advice: 'Réessayez.' },
    unauthorized: {
      title: 'Connectez-vous pour regarder',
      advice: 'L’autorisation manque ou a expiré. Rechargez la page ou reconnectez-vous.',
    },
    forbidden: {
      title: 'Vous n’avez pas accès à cette caméra',
      advice: 'Demandez l’accès à son propriétaire.',
    },
    not_found: {
      title: 'Il n’y a pas de passerelle à cette adresse',
      advice: `Autre chose y répond. ${tellPage}`,
    },
    camera_not_found: {
      title: 'Cette caméra n’existe pas',
      advice: 'Elle a peut-être été renommée ou retirée. Vérifiez le nom de la caméra dans la page.',
    },
    snapshot_not_found: {
      title: 'Il n’y a pas encore d’image de cette caméra',
      advice: 'Lancez la caméra pour en avoir une.',
    },
    recording_not_found: { title: 'Cet enregistrement n’existe pas', advice: 'Il a peut-être été supprimé.' },
    recording_refused: { title: 'Cette caméra n’est pas enregistrée à la demande', advice: tellGateway },
    session_gone: {
      title: 'Votre session est terminée',
      advice: 'Réessayez pour en ouvrir une nouvelle.',
    },
    payload_too_large: { title: 'La demande est trop longue', advice: tellPage },
    viewer_limit_reached: {
      title: 'Cette caméra est complète',
      advice: 'Elle n’accepte pas plus de spectateurs. Réessayez quand une place se libère.',
    },
    too_many_requests: { title: 'Trop de demandes', advice: 'Attendez un instant, puis réessayez.' },
    storage_failed: { title: 'La passerelle ne peut pas utiliser son stockage', advice: tellGateway },
    storage_full: { title: 'Le stockage de la passerelle est plein', advice: tellGateway },
    internal: { title: 'La passerelle a un problème', advice: tellGateway },
    camera_failed: {
      title: 'La caméra n’a pas pu démarrer',
      advice:
        'Vérifiez qu’aucun autre programme ne l’utilise et que son câble est bien branché, puis réessayez.',
    },
    ffmpeg_failed: { title: 'La passerelle n’a pas pu recevoir la caméra', advice: tellGateway },
    broker_unavailable: { title: 'La caméra est injoignable pour le moment', advice: tellGateway },
    camera_offline: {
      title: 'La caméra est hors ligne',
      advice: 'Elle apparaîtra ici dès son retour.',
    },
    stream_not_ready: { title: 'Le direct n’est pas encore prêt', advice: 'Réessayez dans un instant.' },
    camera_timeout: {
      title: 'La caméra n’a pas répondu',
      advice: 'Vérifiez qu’elle est alimentée et connectée au réseau, puis réessayez.',
    },
  },
};
