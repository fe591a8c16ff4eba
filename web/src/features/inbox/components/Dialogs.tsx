import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Button, Combo, Dialog, Field, type Option } from "@/shared/ui";
import { agentsOptions, deeds, departmentsOptions, queuesOptions, useDeed } from "../api";
import type { Conversation } from "../model";

type DialogProps = { conversation: Conversation; onClose: () => void };

/** To a person. */
export function AssignDialog({ conversation, onClose }: DialogProps) {
  const { t } = useTranslation("inbox");
  const agents = useQuery(agentsOptions);
  const deed = useDeed(conversation.id);
  const [who, setWho] = useState("");
  const options = (agents.data?.data ?? []).map(
    (a): Option => ({
      id: a.user_id,
      label: a.name,
      hint: t(($) => $.assign.load, { load: a.load, capacity: a.capacity }),
    }),
  );
  const submit = () => {
    deed.mutate({
      run: () => deeds.assign(conversation.id, who),
      meanwhile: (c) => ({ ...c, assigned_to: who }),
      done: t(($) => $.done.assigned, { name: options.find((o) => o.id === who)?.label ?? "" }),
    });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.assign.title)}
      actions={
        <Button size="form" look="primary" isDisabled={!who} onPress={submit}>
          {t(($) => $.do.assign)}
        </Button>
      }
    >
      <Combo label={t(($) => $.assign.who)} options={options} value={who || null} onChange={setWho} />
    </Dialog>
  );
}

/** To another queue, department or person, with the reason they will read. */
export function TransferDialog({ conversation, onClose }: DialogProps) {
  const { t } = useTranslation("inbox");
  const queues = useQuery(queuesOptions);
  const departments = useQuery(departmentsOptions);
  const agents = useQuery(agentsOptions);
  const deed = useDeed(conversation.id);
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const options: Option[] = [
    ...(queues.data?.data ?? []).map((q) => ({
      id: `queue_id:${q.id}`,
      label: q.name,
      hint: t(($) => $.transfer.queue),
    })),
    ...(departments.data?.data ?? []).map((d) => ({
      id: `department_id:${d.id}`,
      label: d.name,
      hint: t(($) => $.transfer.department),
    })),
    ...(agents.data?.data ?? []).map((a) => ({
      id: `user_id:${a.user_id}`,
      label: a.name,
      hint: t(($) => $.transfer.person),
    })),
  ];
  const submit = () => {
    const [kind, id] = to.split(":") as ["queue_id" | "department_id" | "user_id", string];
    const name = options.find((o) => o.id === to)?.label ?? "";
    deed.mutate({
      run: () => deeds.transfer(conversation.id, { [kind]: id }, reason.trim()),
      done: t(($) => $.done.transferred, { name }),
    });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.transfer.title)}
      actions={
        <Button size="form" look="primary" isDisabled={!to} onPress={submit}>
          {t(($) => $.do.transfer)}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Combo label={t(($) => $.transfer.to)} options={options} value={to || null} onChange={setTo} />
        <Field
          label={t(($) => $.transfer.reason)}
          hint={t(($) => $.transfer.reasonHint)}
          value={reason}
          onChange={setReason}
          rows={2}
        />
      </div>
    </Dialog>
  );
}

const HOUR = 3_600_000;

/** Out of sight until a moment, or until the customer writes. */
export function SnoozeDialog({ conversation, onClose }: DialogProps) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const deed = useDeed(conversation.id);
  const now = Date.now();
  const tomorrow = new Date(now + 24 * HOUR);
  tomorrow.setHours(9, 0, 0, 0);
  const monday = new Date(now);
  monday.setDate(monday.getDate() + ((8 - monday.getDay()) % 7 || 7));
  monday.setHours(9, 0, 0, 0);
  const times = [new Date(now + HOUR), new Date(now + 3 * HOUR), tomorrow, monday];
  const pick = (until: Date) => {
    const told = format.dateTime(until);
    deed.mutate({
      run: () => deeds.snooze(conversation.id, until.toISOString()),
      done: t(($) => $.done.snoozed, { time: told }),
    });
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={t(($) => $.snooze.title)}>
      <ul className="flex flex-col gap-1 pb-3">
        {times.map((time) => (
          <li key={time.getTime()}>
            <Button look="quiet" className="w-full justify-between" onPress={() => pick(time)}>
              {format.relative(time)}
              <span className="tnum text-fg-3">{format.dateTime(time)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Which tags it has. */
export function TagsDialog({ conversation, onClose }: DialogProps) {
  const { t } = useTranslation("inbox");
  const deed = useDeed(conversation.id);
  const [text, setText] = useState(conversation.tags.join(", "));
  const submit = () => {
    const tags = [
      ...new Set(
        text
          .split(",")
          .map((tag) => tag.trim())
          .filter(Boolean),
      ),
    ];
    deed.mutate({ run: () => deeds.tags(conversation.id, tags), meanwhile: (c) => ({ ...c, tags }) });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.do.tags)}
      actions={
        <Button size="form" look="primary" onPress={submit}>
          {t(($) => $.tags.save)}
        </Button>
      }
    >
      <Field label={t(($) => $.tags.label)} hint={t(($) => $.tags.hint)} value={text} onChange={setText} autoFocus />
    </Dialog>
  );
}
