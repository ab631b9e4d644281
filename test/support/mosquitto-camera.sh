#!/bin/sh
# A camera that is nothing but mosquitto_sub and ffmpeg: it obeys START and STOP and never says a word on MQTT.
# Usage: mosquitto-camera.sh PORT TOPIC SOUND(none|tone|beeps) [SHAPE...]
# Each run has the next SHAPE, such as 640x360:30:baseline (size, frames a second, H.264 profile), and begins anew after the last.
# With `beeps` the picture is black, and white while it beeps: for the first tenth of each second.
# Each control message goes to stdout as one line, so that the test can record it.
port=$1 topic=$2 sound=$3
shift 3
[ $# -gt 0 ] || set -- 640x360:30:baseline
run= ffmpeg=

end_run() {
  [ -n "$ffmpeg" ] && kill "$ffmpeg" 2>/dev/null && wait "$ffmpeg"
  ffmpeg='' run=''
}

field() {
  printf '%s' "$message" | sed -n "s/.*\"$1\" *: *\"\\([^\"]*\\)\".*/\\1/p"
}

# URL SIZE RATE PROFILE
push() {
  picture="testsrc2=size=$2:rate=$3" audio='' codec=''
  case $sound in
    tone) audio='-f lavfi -i sine=frequency=440:sample_rate=48000' codec='-c:a aac -b:a 96k' ;;
    beeps)
      picture="color=black:size=$2:rate=$3,drawbox=color=white:t=fill:enable=lt(mod(t\\,1)\\,0.1)"
      audio='-f lavfi -i aevalsrc=if(lt(mod(t\,1)\,0.1)\,sin(2*PI*1000*t)\,0):s=48000' codec='-c:a aac -b:a 96k'
      ;;
  esac
  # shellcheck disable=SC2086 # the options are words on purpose
  exec ffmpeg -nostdin -hide_banner -loglevel error -re -f lavfi -i "$picture" $audio \
    -c:v libx264 -preset ultrafast -tune zerolatency -profile:v "$4" -pix_fmt yuv420p -g "$3" -b:v 1M \
    $codec -flush_packets 1 -muxdelay 0 -f mpegts "$1"
}

mosquitto_sub -h 127.0.0.1 -p "$port" -t "$topic" -q 1 | {
  while read -r message; do
    printf '%s\n' "$message"
    case $(field action) in
      START_LIVE_STREAM)
        if [ "$(field runId)" != "$run" ]; then
          end_run
          run=$(field runId)
          shape=$1
          shift
          set -- "$@" "$shape"
          # shellcheck disable=SC2046 # three words
          push "$(field url)" $(printf '%s' "$shape" | tr : ' ') </dev/null >/dev/null &
          ffmpeg=$!
        fi
        ;;
      STOP_LIVE_STREAM) [ "$(field runId)" = "$run" ] && end_run ;;
    esac
  done
  end_run
}
