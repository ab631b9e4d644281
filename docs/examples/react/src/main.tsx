import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveView } from './live-view.js';

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <LiveView />
  </StrictMode>,
);
