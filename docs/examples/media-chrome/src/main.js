import '@rpi-live-camera/player';
import 'media-chrome';
