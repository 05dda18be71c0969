import type { Notification } from './notification.js';

/** Of one block of text; Slack refuses more than 3,000 characters. */
const MAX_TEXT = 2_900;

/** A message of an incoming webhook: `text` for notices and old clients, `blocks` for the rest. */
export function slackPayload(notification: Notification): object {
  const { title, message, severity, at, place, alert } = notification;
  const heading = `${MARKS[markOf(notification)]} ${escapeSlack(title)}`;
  const facts = [severity, at, place, ...(alert === null ? [] : [`alert ${alert}`])]
    .map(escapeSlack)
    .join(' · ');
  return {
    text: shorten(`${heading}: ${escapeSlack(message)}`),
    blocks: [
      { type: 'section', text: formatted(`*${heading}*\n${escapeSlack(message)}`) },
      { type: 'context', elements: [formatted(facts)] },
    ],
  };
}

/** `verbatim`: what looks like an address or a mention becomes no link. */
function formatted(text: string): object {
  return { type: 'mrkdwn', text: shorten(text), verbatim: true };
}

const MARKS = { over: '✅', severe: '🔴', moderate: '🟠' } as const;

function markOf({ kind, severity }: Notification): keyof typeof MARKS {
  return kind === 'alert-resolved' || kind === 'job-recovered' ? 'over' : severity;
}

/**
 * Text as it is: links, mentions (`<!channel>`) and entities need the three characters that Slack asks to be escaped; what
 * would make it bold, code or a quotation gets an invisible character before it.
 */
function escapeSlack(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, (mark) => `\u200b${mark}`);
}

/** Never within an entity, or a character of two units. */
function shorten(text: string): string {
  return text.length <= MAX_TEXT
    ? text
    : `${text.slice(0, MAX_TEXT).replace(/(&[a-z]*|[\ud800-\udbff])$/, '')}…`;
}
