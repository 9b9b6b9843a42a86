// Counts the segments of texts with Twilio's own calculator; writes them as JSON.
import { json } from 'node:stream/consumers';
import { SegmentedMessage } from 'sms-segments-calculator';

const { texts } = await json(process.stdin);
console.log(JSON.stringify(texts.map((text) => {
  const { encodingName, segmentsCount } = new SegmentedMessage(text, 'auto');
  return { encoding: encodingName, segments: segmentsCount };
})));
