import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, newKey, ok, once, queryClient } from "@/shared/api";
import { e164 } from "@/shared/i18n/format";
import { Button, Checkbox, Dialog, Field, IconButton, toast, useErrors } from "@/shared/ui";
import type { Conversation } from "../model";
import { send } from "../outbox";

type ExtraProps = { conversation: Conversation; text: string; onClose: (sent: boolean) => void };
export type Extra = "buttons" | "list" | "location" | "contact" | "schedule";

type Line = { key: string; title: string; description: string };
const line = (): Line => ({ key: newKey(), title: "", description: "" });
const TITLE = { buttons: 20, list: 24 };
const MOST = { buttons: 3, list: 10 };

/** A text with up to three buttons, or with a menu of up to ten lines. */
function OptionsDialog({ kind, conversation, text, onClose }: ExtraProps & { kind: "buttons" | "list" }) {
  const { t } = useTranslation("inbox");
  const [body, setBody] = useState(text);
  const [label, setLabel] = useState(t(($) => $.extra.open));
  const [lines, setLines] = useState<Line[]>([line()]);
  const filled = lines.filter((l) => l.title.trim());
  const ready = body.trim() && filled.length > 0;
  const set = (key: string, change: Partial<Line>) =>
    setLines((now) => now.map((l) => (l.key === key ? { ...l, ...change } : l)));
  const submit = () => {
    const id = conversation.id;
    const rows = filled.map((l, at) => ({
      id: String(at + 1),
      title: l.title.trim(),
      ...(kind === "list" && l.description.trim() ? { description: l.description.trim() } : {}),
    }));
    const shared = { conversationId: id, type: "interactive", text: body.trim() };
    if (kind === "buttons")
      send({
        ...shared,
        route: "send-buttons",
        body: { conversation_id: id, body: body.trim(), buttons: rows },
        content: { kind: "buttons", body: body.trim(), buttons: rows },
      });
    else
      send({
        ...shared,
        route: "send-list",
        body: { conversation_id: id, body: body.trim(), button: label.trim(), sections: [{ rows }] },
        content: { kind: "list", body: body.trim(), button: label.trim() },
      });
    onClose(true);
  };
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={t(($) => $.extra[kind])}
      actions={
        <Button size="form" look="primary" isDisabled={!ready} onPress={submit}>
          {t(($) => $.composer.send)}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label={t(($) => $.extra.text)} value={body} onChange={setBody} rows={3} maxLength={1024} autoFocus />
        {kind === "list" && <Field label={t(($) => $.extra.label)} value={label} onChange={setLabel} maxLength={20} />}
        {lines.map((l, at) => (
          <div key={l.key} className="flex items-end gap-2">
            <Field
              className="flex-1"
              label={t(($) => $.extra.option, { at: at + 1 })}
              value={l.title}
              maxLength={TITLE[kind]}
              onChange={(title) => set(l.key, { title })}
            />
            {kind === "list" && (
              <Field
                className="flex-1"
                label={t(($) => $.extra.description)}
                value={l.description}
                maxLength={72}
                onChange={(description) => set(l.key, { description })}
              />
            )}
            <IconButton
              label={t(($) => $.extra.remove, { at: at + 1 })}
              isDisabled={lines.length === 1}
              onPress={() => setLines(lines.filter((x) => x !== l))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        ))}
        {lines.length < MOST[kind] && (
          <Button
            look="quiet"
            className="self-start"
            icon={<Plus aria-hidden />}
            onPress={() => setLines([...lines, line()])}
          >
            {t(($) => $.extra.add)}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

/** A place: pasted from a map as "-23.55, -46.63", or this device's own. */
function LocationDialog({ conversation, onClose }: ExtraProps) {
  const { t } = useTranslation("inbox");
  const [place, setPlace] = useState("");
  const [name, setName] = useState("");
  const found = /(-?\d{1,2}(?:\.\d+)?)[,\s]+(-?\d{1,3}(?:\.\d+)?)/.exec(place);
  const [latitude, longitude] = [Number(found?.[1]), Number(found?.[2])];
  const good = found !== null && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  const submit = () => {
    const content = { latitude, longitude, name: name.trim() || null, address: null };
    send({
      conversationId: conversation.id,
      route: "send-location",
      body: { conversation_id: conversation.id, ...content },
      type: "location",
      content,
      text: name.trim() || place,
    });
    onClose(true);
  };
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={t(($) => $.extra.location)}
      actions={
        <Button size="form" look="primary" isDisabled={!good} onPress={submit}>
          {t(($) => $.composer.send)}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Field
          label={t(($) => $.extra.coordinates)}
          hint={t(($) => $.extra.coordinatesHint)}
          error={place && !good ? t(($) => $.extra.coordinatesWrong) : null}
          value={place}
          onChange={setPlace}
          autoFocus
        />
        <Field label={t(($) => $.extra.placeName)} value={name} onChange={setName} />
      </div>
    </Dialog>
  );
}

/** Somebody's card: a name and a number. */
function ContactDialog({ conversation, onClose }: ExtraProps) {
  const { t } = useTranslation("inbox");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const number = e164(phone);
  const submit = () => {
    const [first, ...rest] = name.trim().split(/\s+/);
    const contacts = [
      {
        name: {
          formatted_name: name.trim(),
          first_name: first,
          ...(rest.length > 0 ? { last_name: rest.join(" ") } : {}),
        },
        phones: [{ phone: number, type: "CELL" }],
      },
    ];
    send({
      conversationId: conversation.id,
      route: "send-contact",
      body: { conversation_id: conversation.id, contacts },
      type: "contacts",
      content: { contacts },
      text: name.trim(),
    });
    onClose(true);
  };
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={t(($) => $.extra.contact)}
      actions={
        <Button size="form" look="primary" isDisabled={!name.trim() || !number} onPress={submit}>
          {t(($) => $.composer.send)}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label={t(($) => $.contact.name)} value={name} onChange={setName} autoFocus />
        <Field
          label={t(($) => $.extra.phone)}
          type="tel"
          inputMode="tel"
          error={phone && !number ? t(($) => $.extra.phoneWrong) : null}
          value={phone}
          onChange={setPhone}
        />
      </div>
    </Dialog>
  );
}

const FIELDS = ["message", "send_at"] as const;

/** A text that leaves later, unless the customer answers first. */
function ScheduleDialog({ conversation, text, onClose }: ExtraProps) {
  const { t } = useTranslation("inbox");
  const [key] = useState(newKey);
  const [message, setMessage] = useState(text);
  const [at, setAt] = useState("");
  const [cancel, setCancel] = useState(true);
  const [busy, setBusy] = useState(false);
  const { errors, take } = useErrors(FIELDS);
  const submit = async () => {
    setBusy(true);
    try {
      const body = {
        conversation_id: conversation.id,
        message: message.trim(),
        send_at: new Date(at).toISOString(),
        cancel_on_reply: cancel,
      };
      await ok(api.POST("/api/v1/whatsapp/scheduled", { body: body as never, headers: once(key) }));
      void queryClient.invalidateQueries({ queryKey: keys.scheduled({ conversation: conversation.id }) });
      toast.done(t(($) => $.extra.scheduled));
      onClose(true);
    } catch (error) {
      take(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={t(($) => $.extra.schedule)}
      actions={
        <Button
          size="form"
          look="primary"
          isDisabled={!message.trim() || !at}
          busy={busy}
          onPress={() => void submit()}
        >
          {t(($) => $.extra.plan)}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Field
          label={t(($) => $.extra.text)}
          value={message}
          onChange={setMessage}
          rows={3}
          error={errors.message}
          autoFocus
        />
        <Field
          label={t(($) => $.extra.when)}
          type="datetime-local"
          value={at}
          onChange={setAt}
          error={errors.send_at}
        />
        <Checkbox checked={cancel} onChange={setCancel}>
          {t(($) => $.extra.cancelOnReply)}
        </Checkbox>
      </div>
    </Dialog>
  );
}

/** What a message can be besides text and files. */
export function ExtraDialog({ extra, ...props }: ExtraProps & { extra: Extra }) {
  if (extra === "buttons" || extra === "list") return <OptionsDialog kind={extra} {...props} />;
  if (extra === "location") return <LocationDialog {...props} />;
  if (extra === "contact") return <ContactDialog {...props} />;
  return <ScheduleDialog {...props} />;
}
