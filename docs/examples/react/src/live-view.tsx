import '@rpi-live-camera/player/react';
import type { LiveCamera, PlayerStateName } from '@rpi-live-camera/player/react';
import { useRef, useState } from 'react';

export function LiveView() {
  const camera = useRef<LiveCamera>(null);
  const [state, setState] = useState<PlayerStateName>('idle');
  return (
    <figure>
      <rpi-live-camera
        ref={camera}
        gateway="http://localhost:8080"
        camera="demo"
        label="Garden"
        hidden-delay={30}
        autoplay
        muted
        controls
        style={{ '--media-accent-color': '#ffb000' }}
        onstatechange={({ detail }) => setState(detail.state)}
      />
      <figcaption>
        The camera is {state}.{' '}
        <button type="button" onClick={() => camera.current?.seekToLive()}>
          Go to live
        </button>
      </figcaption>
    </figure>
  );
}
