import { describe, expect, it } from 'vitest';
import { alertmanagerPayload, alertmanagerReminder } from '../../src/notifications/alertmanager-payload.js';
import { slackPayload } from '../../src/notifications/slack-payload.js';
import { makeNotification } from './make-notification.js';

const NOW = '2026-03-02T00:00:00.000Z';

interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly [{ text: { text: string; verbatim: boolean } }, unknown];
}

const slack = (fields: Parameters<typeof makeNotification>[0]) =>
  slackPayload(makeNotification(fields)) as SlackMessage;

describe('a message for Slack', () => {
  it('names what happened, how bad it is, where and which alert', () => {
    expect(slackPayload(makeNotification())).toEqual({
      text: '🔴 churn@1.0.0: accuracy: accuracy 0.71 is below 0.8',
      blocks: [
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: '*🔴 churn@1.0.0: accuracy*\naccuracy 0.71 is below 0.8',
            verbatim: true,
          },
        },
        {
          type: 'context',
          elements: [
            {
              type: 'mrkdwn',
              text: 'severe · 2026-03-01T00:00:00.000Z · models · alert churn:1',
              verbatim: true,
            },
          ],
        },
      ],
    });
    expect(slack({ severity: 'moderate' }).text).toMatch(/^🟠/u);
    expect(slack({ kind: 'alert-resolved' }).text).toMatch(/^✅/u);
  });

  it.each([
    ['calls nobody', '<!channel> <@U123>', '&lt;!channel&gt; &lt;@U123&gt;'],
    ['links to nothing', '<https://evil.example|click> & go', '&lt;https://evil.example|click&gt; &amp; go'],
    [
      'is neither bold nor code',
      '*a* _b_ ~c~ `d`',
      '\u200b*a\u200b* \u200b_b\u200b_ \u200b~c\u200b~ \u200b`d\u200b`',
    ],
  ])('%s whatever data says', (_, message, shown) => {
    const { text, blocks } = slack({ message });
    expect(text).toBe(`🔴 churn@1.0.0: accuracy: ${shown}`);
    expect(blocks[0].text.text).toContain(shown);
  });

  it.each(['x', '<', '&', '🔴'])(
    'is as long as Slack takes, and ends between characters: %s',
    (character) => {
      for (let shift = 0; shift < 6; shift++) {
        const { text, blocks } = slack({ title: 'a'.repeat(shift), message: character.repeat(5_000) });
        for (const shown of [text, blocks[0].text.text]) {
          expect(shown.length).toBeLessThanOrEqual(3_000);
          expect(shown).toMatch(/(x|&lt;|&amp;|🔴)…$/u);
          expect(shown).not.toMatch(/\p{Surrogate}/u);
        }
      }
    },
  );
});

describe('an alert for an Alertmanager', () => {
  const opened = makeNotification({ subject: 'plan=pro' });
  const resolved = makeNotification({
    ...opened,
    id: 'a1b2:9:0',
    kind: 'alert-resolved',
    at: '2026-03-01T12:00:00.000Z',
    message: 'quiet again',
  });
  const [beginning] = alertmanagerPayload(opened, NOW);
  const [end] = alertmanagerPayload(resolved, NOW);
  const [reminder] = alertmanagerReminder(
    [
      {
        id: 'churn:1',
        model: 'churn',
        version: '1.0.0',
        rule: 'accuracy',
        subject: 'plan=pro',
        severity: 'severe',
        message: 'accuracy 0.71 is below 0.8',
        observed: 0.71,
        limit: 0.8,
        checkId: 'c1',
        windowEnd: NOW,
        openedAt: '2026-03-01T00:00:00.000Z',
        acknowledged: null,
        resolved: null,
      },
    ],
    'a1b2',
    NOW,
  );

  it('has the same labels at its beginning, when it is told again, and at its end', () => {
    expect(beginning?.labels).toEqual({
      alertname: 'DharmaGovAlert',
      severity: 'severe',
      registry: 'a1b2',
      model: 'churn',
      version: '1.0.0',
      rule: 'accuracy',
      subject: 'plan=pro',
      alert: 'churn:1',
    });
    expect(reminder?.labels).toEqual(beginning?.labels);
    expect(end?.labels).toEqual(beginning?.labels);
    expect([beginning, reminder, end].map((each) => each?.startsAt)).toEqual(
      Array(3).fill('2026-03-01T00:00:00.000Z'),
    );
  });

  it('lasts longer than a day of silence, and ends when it was resolved', () => {
    const dayLater = '2026-03-03T00:00:00.000Z';
    expect(String(beginning?.endsAt) > dayLater && String(reminder?.endsAt) > dayLater).toBe(true);
    expect(end?.endsAt).toBe('2026-03-01T12:00:00.000Z');
  });

  it('has no label that is empty, since that is none', () => {
    const [alert] = alertmanagerPayload(makeNotification({ subject: '', version: null }), NOW);
    expect(Object.keys(alert?.labels ?? {}).sort()).toEqual([
      'alert',
      'alertname',
      'model',
      'registry',
      'rule',
      'severity',
    ]);
  });

  it('is of a failing job the same until that works again', () => {
    const job = { alert: null, alertOpenedAt: null, rule: null, version: null } as const;
    const id = 'a1b2:job:drift churn:2026-03-01T00:00:00.000Z';
    const [failed] = alertmanagerPayload(makeNotification({ ...job, kind: 'job-failed', id }), NOW);
    const [works] = alertmanagerPayload(
      makeNotification({ ...job, kind: 'job-recovered', id: `${id}:recovered` }),
      NOW,
    );
    expect(failed?.labels).toMatchObject({ alertname: 'DharmaGovJobFailed', episode: id });
    expect(works?.labels).toEqual(failed?.labels);
  });
});
