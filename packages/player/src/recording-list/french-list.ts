/** The list in French. */
import type { ListTexts } from './list-texts.js';

const tellGateway =
  'Réessayez dans un instant. Si cela continue, prévenez la personne qui gère la passerelle.';

export const frenchList: ListTexts = {
  lang: 'fr',
  region: 'Enregistrements',
  loading: 'Chargement des enregistrements',
  backToLive: 'Retour au direct',
  record: 'Enregistrer',
  starting: 'Démarrage …',
  stopRecording: 'Arrêter l’enregistrement',
  recordingNow: 'Enregistre en ce moment',
  cuts: 'Coupures : {count}',
  endedEarly: 'Terminé trop tôt',
  download: 'Télécharger en MP4',
  delete: 'Supprimer',
  deleteThis: 'Supprimer définitivement cet enregistrement ?',
  keep: 'Garder',
  deleted: 'Enregistrement supprimé',
  more: 'Afficher plus',
  retry: 'Réessayer',
  empty: {
    title: 'Pas encore d’enregistrements',
    advice:
      'Ils apparaissent ici dès que cette caméra est enregistrée : en continu, ou quand quelqu’un le lance.',
  },
  errors: {
    camera_missing: {
      title: 'Aucune caméra n’est choisie',
      advice: 'C’est un réglage de la page : prévenez la personne qui la gère.',
    },
    gateway_unreachable: {
      title: 'La passerelle ne répond pas',
      advice: 'Vérifiez la connexion réseau. La liste revient d’elle-même.',
    },
    unauthorized: {
      title: 'Connectez-vous pour voir les enregistrements',
      advice: 'La page n’a pas de jeton valide, ou il a expiré. Rechargez la page ou reconnectez-vous.',
    },
    forbidden: {
      title: 'Vous n’y êtes pas autorisé',
      advice: 'Demandez au propriétaire de la caméra le droit à ses enregistrements.',
    },
    camera_not_found: {
      title: 'Cette caméra n’existe pas',
      advice: 'Elle a peut-être été renommée ou retirée. Vérifiez le nom de la caméra dans la page.',
    },
    recording_not_found: {
      title: 'Cet enregistrement n’existe plus',
      advice: 'Il a peut-être été supprimé.',
    },
    storage_failed: { title: 'La passerelle ne peut pas utiliser son stockage', advice: tellGateway },
    storage_full: {
      title: 'Le stockage de la passerelle est plein',
      advice: 'Supprimez des enregistrements, ou prévenez la personne qui gère la passerelle.',
    },
    too_many_requests: { title: 'Trop de requêtes', advice: 'Patientez un instant, puis réessayez.' },
    camera_offline: {
      title: 'La caméra est hors ligne',
      advice: 'Elle pourra être enregistrée à son retour.',
    },
    camera_timeout: {
      title: 'La caméra n’a pas répondu',
      advice: 'Vérifiez qu’elle a du courant et du réseau, puis réessayez.',
    },
    other: { title: 'Cela n’a pas fonctionné', advice: tellGateway },
  },
};
