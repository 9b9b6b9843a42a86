// Verifies and signs with the library of Standard Webhooks what the question on its input asks; writes the answer as JSON.
import { json } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

function isGood({ secret, headers, body }) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch (error) {
    if (error.name !== 'WebhookVerificationError') {
      throw error;
    }
    return false;
  }
}

const verify = ({ sent }) => sent.map(isGood);

const sign = ({ told }) =>
  told.map(({ secret, id, timestamp, body }) => new Webhook(secret).sign(id, new Date(timestamp * 1000), body));

const question = await json(process.stdin);
console.log(JSON.stringify({ verify, sign }[question.do](question)));
