// Does with Twilio's own client what the question on its input asks; writes the answer as JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { json } from 'node:stream/consumers';
import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient.js';

/** All is the client's own but the address, for which it has no option. */
class Elsewhere extends RequestClient {
  constructor(endpoint) {
    super({ timeout: 10_000 });
    this.endpoint = endpoint;
  }

  request(options) {
    const { pathname, search } = new URL(options.uri);
    return super.request({ ...options, uri: this.endpoint + pathname + search });
  }
}

/** What a call says, written by the builder of Twilio's documents. */
function document({ language, voice, spoken }) {
  const said = new twilio.twiml.VoiceResponse();
  for (const { words, digits } of spoken) {
    if (words !== undefined) {
      said.say({ language, voice }, words);
    } else if (digits !== undefined) {
      for (const digit of digits) {
        said.say({ language, voice }, digit);
        said.pause({ length: 1 });
      }
    } else {
      said.pause({ length: 1 });
    }
  }
  return said.toString();
}

/** Sends texts and makes calls, one after the other. */
async function ask({ endpoint, account, key, secret, messages }) {
  const client = twilio(key, secret, { accountSid: account, httpClient: new Elsewhere(endpoint) });
  const answers = [];
  for (const { options, call } of messages) {
    const made = call
      ? await client.calls.create({ ...options, twiml: document(call) })
      : await client.messages.create(options);
    answers.push(made.sid);
  }
  return answers;
}

/** Which of these voices and languages Twilio's client has no type for. */
function unknown({ names }) {
  const types = readFileSync(createRequire(import.meta.url).resolve('twilio/lib/twiml/VoiceResponse.d.ts'), 'utf8');
  return names.filter((name) => !types.includes(`"${name}"`));
}

/** The signature with which Twilio tells something, and the form in which it does. */
function sign({ token, told }) {
  return told.map(({ address, fields }) => ({
    signature: twilio.getExpectedTwilioSignature(token, address, fields),
    form: new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
    ).toString(),
  }));
}

/** Whether Twilio's client believes what it is told. */
function validate({ told }) {
  return told.map(({ token, signature, address, fields }) => twilio.validateRequest(token, signature, address, fields));
}

const question = await json(process.stdin);
console.log(JSON.stringify(await { ask, unknown, sign, validate }[question.do](question)));
