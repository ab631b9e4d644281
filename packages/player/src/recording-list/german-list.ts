/** The list in German. */
import type { ListTexts } from './list-texts.js';

const tellGateway = 'Gleich noch einmal versuchen. Bleibt es so, dem Betreiber des Gateways Bescheid geben.';

export const germanList: ListTexts = {
  lang: 'de',
  region: 'Aufnahmen',
  loading: 'Aufnahmen werden geladen',
  backToLive: 'Zurück zu live',
  record: 'Aufnehmen',
  starting: 'Startet …',
  stopRecording: 'Aufnahme beenden',
  recordingNow: 'Nimmt gerade auf',
  cuts: 'Lücken: {count}',
  endedEarly: 'Vorzeitig beendet',
  download: 'Als MP4 herunterladen',
  delete: 'Löschen',
  deleteThis: 'Diese Aufnahme endgültig löschen?',
  keep: 'Behalten',
  deleted: 'Aufnahme gelöscht',
  more: 'Mehr zeigen',
  retry: 'Erneut versuchen',
  empty: {
    title: 'Noch keine Aufnahmen',
    advice:
      'Sie erscheinen hier, sobald diese Kamera aufgenommen wird: ständig, oder wenn jemand die Aufnahme startet.',
  },
  errors: {
    camera_missing: {
      title: 'Es ist keine Kamera gewählt',
      advice: 'Das ist eine Einstellung der Seite: dem Betreiber Bescheid geben.',
    },
    gateway_unreachable: {
      title: 'Das Gateway antwortet nicht',
      advice: 'Die Netzwerkverbindung prüfen. Die Liste kommt von selbst wieder.',
    },
    unauthorized: {
      title: 'Für Aufnahmen bitte anmelden',
      advice:
        'Die Seite hat kein gültiges Token, oder es ist abgelaufen. Die Seite neu laden oder neu anmelden.',
    },
    forbidden: {
      title: 'Das ist nicht erlaubt',
      advice: 'Den Besitzer der Kamera um das Recht an ihren Aufnahmen bitten.',
    },
    camera_not_found: {
      title: 'Diese Kamera gibt es nicht',
      advice: 'Vielleicht wurde sie umbenannt oder entfernt. Den Namen der Kamera in der Seite prüfen.',
    },
    recording_not_found: {
      title: 'Diese Aufnahme gibt es nicht mehr',
      advice: 'Vielleicht wurde sie gelöscht.',
    },
    storage_failed: { title: 'Das Gateway kann seinen Speicher nicht benutzen', advice: tellGateway },
    storage_full: {
      title: 'Der Speicher des Gateways ist voll',
      advice: 'Aufnahmen löschen, oder dem Betreiber des Gateways Bescheid geben.',
    },
    too_many_requests: { title: 'Zu viele Anfragen', advice: 'Einen Moment warten, dann erneut versuchen.' },
    camera_offline: {
      title: 'Die Kamera ist offline',
      advice: 'Sie kann wieder aufgenommen werden, wenn sie zurück ist.',
    },
    camera_timeout: {
      title: 'Die Kamera hat nicht geantwortet',
      advice: 'Prüfen, ob sie Strom und Netzwerk hat, dann erneut versuchen.',
    },
    other: { title: 'Das hat nicht geklappt', advice: tellGateway },
  },
};
