// Puts the classic script into the site, and beside it the languages that it loads when they are wanted.
import { cpSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const player = fileURLToPath(import.meta.resolve('@rpi-live-camera/player/cdn/player.iife.js'));
cpSync(dirname(player), 'site/player', { recursive: true });
