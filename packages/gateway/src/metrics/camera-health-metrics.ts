/**
 * How the cameras are doing, for Prometheus: what each last said of itself. A camera that says nothing, or is gone, has
 * no value, instead of an old one. Labels are configured cameras and the agreed reasons of throttling, so they are few.
 */
import { type CameraStatus, throttleReasons } from '@rpi-live-camera/protocol';
import { Gauge, type Registry } from 'prom-client';

export type CameraHealthMetricsDeps = {
  registers: Registry[];
  /** Begins the name of each metric. */
  prefix: string;
  /** Read at each scrape. */
  cameras(): readonly { cameraId: string; status: CameraStatus | undefined }[];
};

/** One number of a status, a gauge each. */
const figures: readonly { name: string; help: string; read(status: CameraStatus): number | undefined }[] = [
  {
    name: 'camera_temperature_celsius',
    help: 'Processor temperature of the camera',
    read: ({ health }) => health?.temperatureCelsius,
  },
  {
    name: 'camera_wifi_signal_dbm',
    help: 'Signal of the Wi-Fi that the camera is connected to',
    read: ({ health }) => health?.wifi?.signalDbm,
  },
  {
    name: 'camera_load_ratio',
    help: 'Load of the last minute on the camera, 1 is all of its cores',
    read: ({ health }) => (health?.loadPercent === undefined ? undefined : health.loadPercent / 100),
  },
  {
    name: 'camera_free_memory_bytes',
    help: 'Memory that programs on the camera could still get',
    read: ({ health }) => health?.freeMemoryBytes,
  },
  {
    name: 'camera_frames_per_second',
    help: 'Pictures a second that leave the camera, while it streams',
    read: ({ video }) => video?.framesPerSecond,
  },
  {
    name: 'camera_sent_bits_per_second',
    help: 'Bit rate that leaves the camera, while it streams',
    read: ({ video }) => video?.bitsPerSecond,
  },
  {
    name: 'camera_dropped_pictures',
    help: 'Pictures that the camera did not send since its capture began',
    read: ({ video }) => video?.droppedPictures,
  },
];

/** Adds the gauges to the registries. */
export function registerCameraHealth({ registers, prefix, cameras }: CameraHealthMetricsDeps): void {
  for (const { name, help, read } of figures) {
    new Gauge({
      name: `${prefix}${name}`,
      help,
      labelNames: ['camera'],
      registers,
      collect() {
        this.reset();
        for (const { cameraId, status } of cameras()) {
          const value = status && read(status);
          if (value !== undefined) this.set({ camera: cameraId }, value);
        }
      },
    });
  }
  new Gauge({
    name: `${prefix}camera_throttled`,
    help: '1 while the machine of the camera is held back for this reason, 0 while it is not',
    labelNames: ['camera', 'reason'],
    registers,
    collect() {
      this.reset();
      for (const { cameraId, status } of cameras()) {
        const now = status?.health?.throttled?.now;
        if (!now) continue;
        for (const reason of throttleReasons) {
          this.set({ camera: cameraId, reason }, now.includes(reason) ? 1 : 0);
        }
      }
    },
  });
}
