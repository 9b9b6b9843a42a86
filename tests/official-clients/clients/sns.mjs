// Signs messages as the documentation of SNS says, and asks the validator that Amazon publishes which of them it believes.
import { createPrivateKey, sign } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { json } from 'node:stream/consumers';
import MessageValidator from 'sns-validator';

const question = await json(process.stdin);

// The validator fetches the certificate by itself: here from a file.
https.get = (address, answer) => {
  const response = Object.assign(new EventEmitter(), { statusCode: 200 });
  answer(response);
  response.emit('data', readFileSync(question.certificate));
  response.emit('end');
  return new EventEmitter();
};

const FIELDS = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

function signed(message) {
  const fields = FIELDS[message.Type].filter((name) => name in message);
  const text = fields.map((name) => `${name}\n${message[name]}\n`).join('');
  const key = createPrivateKey({ key: readFileSync(question.key), format: 'der', type: 'pkcs8' });
  const digest = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  return { ...message, Signature: sign(digest, Buffer.from(text), key).toString('base64') };
}

const isGood = (message) =>
  new Promise((done) => new MessageValidator().validate({ ...message }, (error) => done(!error)));

// What changes a message on the way is done after it is signed.
const answers = [];
for (const { message, change } of question.messages) {
  const sent = { ...signed(message), ...change };
  answers.push({ sent, good: await isGood(sent) });
}
console.log(JSON.stringify(answers));
