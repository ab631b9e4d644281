/** The settings of `mqtt` and `broker`: which broker the gateway talks to cameras through, and the one inside it. Part of the schema. */
import { brokerUrlSetting, cameraIdSetting, topicSetting } from '@rpi-live-camera/protocol';
import * as v from 'valibot';
import { group, nullable, setting } from './setting.js';
import { brokerPassword, flag, port, text } from './setting-types.js';

export const MqttSchema = group({
  url: setting(brokerUrlSetting, 'mqtt://127.0.0.1:1883', 'Broker: mqtt://, mqtts://, ws:// or wss://'),
  topicPrefix: setting(topicSetting, 'cameras', 'First levels of every topic'),
  controlTopic: nullable(
    topicSetting,
    'Control topic: a template with {cameraId}, or a fixed topic for one camera',
  ),
  clientId: nullable(text, 'MQTT client id; default: a random one'),
  username: nullable(text, 'User name at the broker'),
  password: nullable(text, 'Password at the broker'),
  caFile: nullable(text, 'PEM file of the authority that signed the certificate of the broker'),
  certFile: nullable(text, 'PEM file of the client certificate (AWS IoT Core)'),
  keyFile: nullable(text, 'PEM file of its private key'),
  alpn: nullable(text, 'ALPN protocol, such as x-amzn-mqtt-ca for AWS IoT Core on port 443'),
});

export const BrokerSchema = group({
  enabled: setting(flag, false, 'Run an MQTT broker inside the gateway'),
  host: setting(text, '127.0.0.1', 'Address the embedded broker listens on'),
  port: setting(port, 1883, 'Port the embedded broker listens on'),
  passwords: setting(
    v.record(cameraIdSetting, brokerPassword),
    {},
    'A password for each camera, by its id, which is its user name; needed where others than this machine reach the broker',
  ),
});
