/** What is recorded, and what recordings take, for Prometheus; read at each scrape. */
import { counterAtScrape, gaugeAtScrape, type MetricHome } from './metric-home.js';

/** Recordings in figures. */
export type RecordingFigures = {
  /** Of all cameras, finished or not. */
  stored: { count: number; byteLength: number };
  recorders: readonly {
    cameraId: string;
    isRecording: boolean;
    writtenBytes: number;
    failureCount: number;
  }[];
  /** Of the cameras whose live streams can be watched from the past on. */
  timeShifts: readonly {
    cameraId: string;
    storedBytes: number;
    readFailureCount: number;
    writeFailureCount: number;
  }[];
};

export function registerRecordings(home: MetricHome, measure: () => RecordingFigures): void {
  const labelNames = ['camera'] as const;
  const byCamera = (read: (recorder: RecordingFigures['recorders'][number]) => number) => () =>
    measure().recorders.map((recorder) => [{ camera: recorder.cameraId }, read(recorder)] as const);
  gaugeAtScrape(
    home,
    { name: 'recording', help: '1 while a camera is being recorded', labelNames },
    byCamera(({ isRecording }) => (isRecording ? 1 : 0)),
  );
  counterAtScrape(
    home,
    {
      name: 'recording_failures_total',
      help: 'Recordings of a camera that could not begin or had to end, as with a full disk',
      labelNames,
    },
    byCamera(({ failureCount }) => failureCount),
  );
  counterAtScrape(
    home,
    { name: 'recording_written_bytes_total', help: 'What was written of a camera to recordings', labelNames },
    byCamera(({ writtenBytes }) => writtenBytes),
  );
  registerTimeShifts(home, () => measure().timeShifts);
  gaugeAtScrape(home, { name: 'recordings', help: 'Recordings that are kept, of all cameras' }, () => [
    [{}, measure().stored.count],
  ]);
  gaugeAtScrape(home, { name: 'recordings_bytes', help: 'What all recordings take on their disk' }, () => [
    [{}, measure().stored.byteLength],
  ]);
}

type TimeShiftFigures = RecordingFigures['timeShifts'][number];

function registerTimeShifts(home: MetricHome, measure: () => RecordingFigures['timeShifts']): void {
  const labelNames = ['camera'] as const;
  const byCamera = (read: (timeShift: TimeShiftFigures) => number) => () =>
    measure().map((timeShift) => [{ camera: timeShift.cameraId }, read(timeShift)] as const);
  gaugeAtScrape(
    home,
    {
      name: 'time_shift_stored_bytes',
      help: 'What of a camera lies in storage for time shift alone, besides recordings',
      labelNames,
    },
    byCamera(({ storedBytes }) => storedBytes),
  );
  counterAtScrape(
    home,
    {
      name: 'time_shift_read_failures_total',
      help: 'Segments of the past that could not be read from storage when viewers asked for them',
      labelNames,
    },
    byCamera(({ readFailureCount }) => readFailureCount),
  );
  counterAtScrape(
    home,
    {
      name: 'time_shift_write_failures_total',
      help: 'Times at which the past of a live stream could not be written to storage any more, as with a full disk',
      labelNames,
    },
    byCamera(({ writeFailureCount }) => writeFailureCount),
  );
}
