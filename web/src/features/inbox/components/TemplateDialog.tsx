import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok } from "@/shared/api";
import { Bubble, WhatsAppText } from "@/shared/chat";
import { components, holes, type Template } from "@/shared/templates";
import { Bones, Button, Dialog, Empty, Failed, Field, SearchBox } from "@/shared/ui";
import type { Conversation } from "../model";
import { send } from "../outbox";

/** Chooses an approved template, fills its variables, shows what the customer will read, and sends it. */
export function TemplateDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<Template | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const number = conversation.whatsapp_config_id;
  const list = useQuery({
    queryKey: keys.templates({ status: "approved", whatsapp_config_id: number }),
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/templates", {
          params: { query: { status: "approved", whatsapp_config_id: number, limit: 100 } },
          signal,
        }),
      ),
  });
  const asked = chosen ? holes(chosen) : [];
  const preview = useQuery({
    queryKey: ["template-preview", chosen?.id, values],
    enabled: chosen !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ok(
        api.POST("/api/v1/templates/{template_id}/preview", {
          params: { path: { template_id: chosen?.id as string } },
          body: { components: components(chosen as Template, values) },
          signal,
        }),
      ),
  });
  const shown = preview.data?.shown;
  const whole = asked.every((hole) => values[hole.key]?.trim());
  const submit = () => {
    if (!chosen || !whole) return;
    const body = {
      conversation_id: conversation.id,
      name: chosen.name,
      language: chosen.language,
      components: components(chosen, values),
    };
    const content = { name: chosen.name, language: chosen.language, rendered: shown?.body ?? chosen.name };
    send({
      conversationId: conversation.id,
      route: "send-template",
      body,
      type: "template",
      content,
      text: shown?.body ?? chosen.name,
    });
    onClose();
  };
  const fitting = (list.data?.data ?? []).filter((one) => one.name.includes(typed.toLowerCase()));
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(($) => $.template.title)}
      actions={
        <>
          {chosen && (
            <Button size="form" onPress={() => setChosen(null)}>
              {t(($) => $.template.other)}
            </Button>
          )}
          <Button size="form" look="primary" isDisabled={!chosen || !whole} onPress={submit}>
            {t(($) => $.composer.send)}
          </Button>
        </>
      }
    >
      {list.isPending ? (
        <Bones rows={5} />
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : list.data.data.length === 0 ? (
        <Empty icon={<FileText aria-hidden />} title={t(($) => $.template.none)}>
          {t(($) => $.template.noneHint)}
        </Empty>
      ) : chosen ? (
        <div className="grid gap-5 sm:grid-cols-2">
          <div className="flex flex-col gap-3">
            <p className="font-mono text-sm text-fg">{chosen.name}</p>
            {asked.map((hole) => (
              <Field
                key={hole.key}
                label={t(($) => (hole.part === "header" ? $.template.headerHole : $.template.bodyHole), {
                  name: hole.name,
                })}
                value={values[hole.key] ?? ""}
                onChange={(value) => setValues((now) => ({ ...now, [hole.key]: value }))}
              />
            ))}
            {asked.length === 0 && <p className="text-sm">{t(($) => $.template.nothingToFill)}</p>}
          </div>
          <div className="flex flex-col rounded-node bg-chat-bg p-4">
            {shown && (
              <Bubble side="out" wide>
                {shown.header && <b className="block">{shown.header}</b>}
                <WhatsAppText text={shown.body} />
                {shown.footer && <span className="block text-xs text-fg-2">{shown.footer}</span>}
              </Bubble>
            )}
            {preview.isError && <Failed error={preview.error} tight />}
          </div>
        </div>
      ) : (
        <>
          <SearchBox label={t(($) => $.template.search)} value={typed} onChange={setTyped} autoFocus className="mb-3" />
          <ul className="flex flex-col gap-1">
            {fitting.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  onClick={() => setChosen(one)}
                  className="flex min-h-10 w-full items-center gap-3 rounded-control px-3 py-1.5 text-left hover:bg-surface-2"
                >
                  <span className="font-mono text-sm text-fg">{one.name}</span>
                  <span className="ml-auto text-xs text-fg-3">
                    {one.language} · {one.category}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
