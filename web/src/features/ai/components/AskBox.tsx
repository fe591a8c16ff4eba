import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { aiOptions } from "@/shared/ai";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bone, Button, Card, Field, Switch, toast, useDeed } from "@/shared/ui";
import { type Chat, deeds, type Passage, wordsOf } from "../api";
import { Citations } from "./Citations";

/** What would be found for a customer's question, and what the model would make of it. */
export function AskBox({ held }: { held: boolean }) {
  const { t } = useTranslation("ai");
  const settings = useQuery(aiOptions);
  const [question, setQuestion] = useState("");
  const [withModel, setWithModel] = useState(false);
  const [trial, setTrial] = useState(false);
  const [found, setFound] = useState<Passage[] | null>(null);
  const [said, setSaid] = useState<Chat | "asking" | string | null>(null);
  const { busy, act } = useDeed();
  const connected = settings.data?.connected ?? false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!question.trim()) return;
    setSaid(null);
    void act({
      run: () => deeds.search(question.trim(), held && trial),
      failed: toast.failed,
      after: ({ passages }) => setFound(passages),
    });
    if (!withModel || !connected || (held && trial)) return;
    setSaid("asking");
    deeds
      .chat({ messages: [{ text: question.trim(), role: "user" }], knowledge: true } as Parameters<
        typeof deeds.chat
      >[0])
      .then(setSaid, (error: unknown) => setSaid(wordsOf(error) || null));
  };
  return (
    <Card title={t(($) => $.kb.ask.title)}>
      <p className="-mt-2 mb-3 text-sm text-fg-3">{t(($) => $.kb.ask.hint)}</p>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t(($) => $.kb.ask.question)} value={question} onChange={setQuestion} maxLength={2000} />
        <div className="flex flex-wrap items-center gap-3">
          {held && (
            <Switch checked={trial} onChange={setTrial}>
              {t(($) => $.kb.ask.trial)}
            </Switch>
          )}
          {/* What answers customers knows nothing of what is held. */}
          {connected && !(held && trial) && (
            <Switch checked={withModel} onChange={setWithModel}>
              {t(($) => $.kb.ask.withModel)}
            </Switch>
          )}
          <Button className="ml-auto" type="submit" look="primary" busy={busy} isDisabled={!question.trim()}>
            {t(($) => $.kb.ask.go)}
          </Button>
        </div>
      </form>
      <div aria-live="polite" className="flex flex-col gap-4">
        {said && (
          <section aria-label={t(($) => $.kb.ask.answer)} className="mt-4">
            <h3 className="mb-1 text-xs font-semibold text-fg-2">{t(($) => $.kb.ask.answer)}</h3>
            {said === "asking" ? (
              <Bone className="h-12" />
            ) : typeof said === "string" ? (
              <p className="text-sm text-danger">{said}</p>
            ) : (
              <>
                <p className="whitespace-pre-wrap break-words rounded-control bg-brand-soft p-3 text-sm text-fg">
                  {said.text}
                </p>
                <Citations title={t(($) => $.kb.ask.rests)} found={said.passages} />
              </>
            )}
          </section>
        )}
        {found && <Passages found={found} />}
      </div>
    </Card>
  );
}

function Passages({ found }: { found: Passage[] }) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  if (found.length === 0) return <p className="mt-4 text-sm text-fg-2">{t(($) => $.kb.ask.none)}</p>;
  return (
    <section aria-label={t(($) => $.kb.ask.passages)} className="mt-4">
      <h3 className="mb-1 text-xs font-semibold text-fg-2">{t(($) => $.kb.ask.passages)}</h3>
      <ol className="flex flex-col divide-y divide-line">
        {found.map((one) => (
          <li key={`${one.document_id} ${one.place}`} className="py-2.5 first:pt-0">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-fg-3">
              <b className="min-w-0 break-words font-semibold text-fg">{one.title}</b>
              {t(($) => $.kb.ask.piece, { number: one.place + 1 })}
              <Badge tone={one.score >= 0.5 ? "brand" : "plain"}>
                {t(($) => $.kb.ask.score, { share: format.percent(one.score, 0) })}
              </Badge>
            </p>
            {one.source && <p className="break-all text-xs text-fg-3">{one.source}</p>}
            <p className="mt-1 line-clamp-6 whitespace-pre-wrap break-words text-sm text-fg-2">{one.text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
