/**
 * The system of the notes with the gateway in the place of its web service: a real Mosquitto, a gateway that has only
 * the settings which the move needs, and the client that calls the notes' three addresses.
 */
import { freeUdpPort } from './free-port.js';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';
import { type NotesCamera, notesControlTopic, startNotesCamera } from './notes-camera.js';
import { quickSessions } from './scene.js';

export const notesCameraId = 'rpi';

/** What `start-streaming-service` and `stop-streaming-service` answer. */
export type NotesAnswer = { status: string; stream_url?: string; message?: string };

export type NotesScene = {
  mosquitto: Mosquitto;
  gateway: GatewayProcess;
  /** Closed last to first with the scene. */
  opened: Array<{ close(): Promise<unknown> }>;
  startCamera(options?: { ignoredStopsCount?: number }): Promise<NotesCamera>;
  /** Calls one of the two services and reads the answer, whatever its status. */
  call(service: 'start' | 'stop', method?: 'GET' | 'POST'): Promise<{ status: number; answer: NotesAnswer }>;
  close(): Promise<void>;
};

export async function startNotesScene(sessions: Partial<typeof quickSessions> = {}): Promise<NotesScene> {
  const mosquitto = await startMosquitto();
  const opened: NotesScene['opened'] = [];
  const udpPort = await freeUdpPort();
  const gateway = await startGatewayProcess({
    config: {
      mqtt: { url: mosquitto.url, controlTopic: notesControlTopic },
      cameras: [{ id: notesCameraId, ingest: { protocol: 'udp', port: udpPort } }],
      compat: { cameraId: notesCameraId },
      sessions: { ...quickSessions, ...sessions },
    },
  }).catch(async (error) => {
    await mosquitto.close();
    throw error;
  });
  return {
    mosquitto,
    gateway,
    opened,
    async startCamera(options = {}) {
      const camera = await startNotesCamera({ brokerPort: mosquitto.port, udpPort, ...options });
      opened.push(camera);
      return camera;
    },
    async call(service, method = 'GET') {
      const response = await fetch(`${gateway.url}/api/v1/video/${service}-streaming-service`, { method });
      return { status: response.status, answer: (await response.json()) as NotesAnswer };
    },
    async close() {
      for (const part of opened.reverse()) await part.close();
      await gateway.stop();
      await mosquitto.close();
    },
  };
}
