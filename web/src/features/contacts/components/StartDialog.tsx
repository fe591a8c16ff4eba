import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, once } from "@/shared/api";
import { Bubble, WhatsAppText } from "@/shared/chat";
import { components, holes, type Template } from "@/shared/templates";
import { Bones, Button, Combo, Dialog, Failed, Field, Select, useDeed } from "@/shared/ui";
import { type Contact, conversationsOptions, numbersOptions } from "../api";

const OVER = new Set(["resolved", "archived"]);

/** Into the conversation that is open, or a first message by a template that WhatsApp has approved. */
export function StartDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation("person");
  const talks = useQuery(conversationsOptions(contact.id));
  const open = talks.data?.data.find((one) => !OVER.has(one.status));
  const last = open ?? talks.data?.data[0];
  return (
    <Dialog open onClose={onClose} title={t(($) => $.start.title)}>
      {talks.isError ? (
        <Failed tight error={talks.error} retry={() => void talks.refetch()} />
      ) : !talks.data ? (
        <Bones rows={3} />
      ) : last ? (
        <div className="flex flex-col items-start gap-4">
          <p>{t(($) => (open ? $.start.isOpen : $.start.was))}</p>
          <Link
            to="/inbox/$conversationId"
            params={{ conversationId: last.id }}
            search={{ tab: "all" }}
            className="inline-flex h-9 items-center rounded-control bg-brand px-4 text-base font-medium text-on-brand hover:bg-brand-hover"
          >
            {t(($) => (open ? $.start.goOpen : $.start.goWas))}
          </Link>
        </div>
      ) : (
        <First contact={contact} />
      )}
    </Dialog>
  );
}

function First({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const navigate = useNavigate();
  const numbers = useQuery(numbersOptions);
  const active = (numbers.data?.data ?? []).filter((one) => one.is_active);
  const [picked, setPicked] = useState<string | null>(null);
  const number = picked ?? active[0]?.id ?? null;
  const [chosen, setChosen] = useState<Template | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const { busy, act } = useDeed();
  const templates = useQuery({
    queryKey: keys.templates({ status: "approved", whatsapp_config_id: number }),
    enabled: number !== null,
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/templates", {
          params: { query: { status: "approved", whatsapp_config_id: number ?? "", limit: 100 } },
          signal,
        }),
      ),
  });
  const asked = chosen ? holes(chosen) : [];
  const whole = chosen !== null && asked.every((hole) => values[hole.key]?.trim());
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen || !whole) return;
    void act({
      run: (key) =>
        ok(
          api.POST("/api/v1/whatsapp/send-template", {
            body: {
              to: contact.phone,
              whatsapp_config_id: number,
              name: chosen.name,
              language: chosen.language,
              components: components(chosen, values),
              force: false,
            },
            headers: once(key),
          }),
        ),
      changes: [keys.conversations()],
      after: (message) =>
        void navigate({
          to: "/inbox/$conversationId",
          params: { conversationId: message.conversation_id },
          search: { tab: "all" },
        }),
    });
  };
  if (numbers.isError) return <Failed tight error={numbers.error} retry={() => void numbers.refetch()} />;
  if (!numbers.data) return <Bones rows={3} />;
  if (active.length === 0) return <p>{t(($) => $.start.noNumber)}</p>;
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      <p>{t(($) => $.start.first)}</p>
      {active.length > 1 && (
        <Select
          label={t(($) => $.start.number)}
          value={number}
          onChange={(id) => {
            setPicked(id);
            setChosen(null);
          }}
          options={active.map(({ id, name }) => ({ id, label: name }))}
        />
      )}
      <Combo
        label={t(($) => $.start.template)}
        placeholder={t(($) => $.start.choose)}
        hint={templates.data?.data.length === 0 ? t(($) => $.start.noTemplate) : undefined}
        value={chosen?.id ?? null}
        onChange={(id) => {
          setChosen(templates.data?.data.find((one) => one.id === id) ?? null);
          setValues({});
        }}
        options={(templates.data?.data ?? []).map(({ id, name, language }) => ({ id, label: name, hint: language }))}
      />
      {asked.map((hole) => (
        <Field
          key={hole.key}
          label={t(($) => $.start.hole, { name: hole.name })}
          value={values[hole.key] ?? ""}
          onChange={(value) => setValues((now) => ({ ...now, [hole.key]: value }))}
        />
      ))}
      {chosen && <Shown template={chosen} values={values} />}
      <Button type="submit" size="form" look="primary" className="self-end" busy={busy} isDisabled={!whole}>
        {t(($) => $.start.send)}
      </Button>
    </form>
  );
}

/** What the person will read. */
function Shown({ template, values }: { template: Template; values: Record<string, string> }) {
  const preview = useQuery({
    queryKey: ["template-preview", template.id, values],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ok(
        api.POST("/api/v1/templates/{template_id}/preview", {
          params: { path: { template_id: template.id } },
          body: { components: components(template, values) },
          signal,
        }),
      ),
  });
  const shown = preview.data?.shown;
  if (preview.isError) return <Failed tight error={preview.error} />;
  if (!shown) return null;
  return (
    <div className="flex flex-col rounded-node bg-chat-bg p-4">
      <Bubble side="out" wide>
        {shown.header && <b className="block">{shown.header}</b>}
        <WhatsAppText text={shown.body} />
        {shown.footer && <span className="block text-xs text-fg-2">{shown.footer}</span>}
      </Bubble>
    </div>
  );
}
