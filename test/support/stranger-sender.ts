/** An ffmpeg that films and pushes to a gateway as a camera does, whether anybody asked it to or not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Scene } from './scene.js';

const film = ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=15', '-c:v', 'libx264', '-preset', 'ultrafast'];
const asCamera = ['-tune', 'zerolatency', '-g', '15', '-pix_fmt', 'yuv420p', '-f', 'mpegts'];

export type StrangerSender = {
  /** Resolves when it was refused, or ended. */
  exited: Promise<unknown>;
  end(): void;
};

/** Pushes to `url` until it is refused, ended, or the scene closes. */
export function pushAsStranger(scene: Scene, url: string): StrangerSender {
  const sender = spawn('ffmpeg', ['-v', 'error', '-nostdin', '-re', ...film, ...asCamera, url], {
    stdio: 'ignore',
  });
  const exited = once(sender, 'exit');
  const end = () => void sender.kill('SIGKILL');
  scene.opened.push({
    close: async () => {
      end();
      await exited;
    },
  });
  return { exited, end };
}
