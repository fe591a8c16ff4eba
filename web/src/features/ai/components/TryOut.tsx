import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Bone, Button, Card, Field, Switch } from "@/shared/ui";
import { type Chat, deeds, type Prompt, wordsOf } from "../api";
import { Citations } from "./Citations";

type Said = { answer?: Chat; error?: string };
type Side = "stored" | "draft";

/** One question to the text that is live and to the one that is being written, side by side. */
export function TryOut({ prompt, text, variables }: { prompt: Prompt | null; text: string; variables: string[] }) {
  const { t } = useTranslation("ai");
  const [question, setQuestion] = useState("");
  const [values, setValues] = useState<Record<string, string>>({});
  const [knowledge, setKnowledge] = useState(true);
  const [said, setSaid] = useState<Partial<Record<Side, Said | "asking">>>({});
  const sides: Side[] = prompt ? ["stored", "draft"] : ["draft"];
  const given = (names: string[]) => Object.fromEntries(names.map((name) => [name, values[name] ?? ""]));
  const ask = async (side: Side) => {
    setSaid((now) => ({ ...now, [side]: "asking" }));
    const by =
      side === "stored"
        ? { prompt_id: prompt?.id, variables: given(prompt?.variables ?? []) }
        : { instructions: text, variables: given(variables) };
    const found: Said = await deeds
      .chat({ messages: [{ text: question.trim(), role: "user" }], knowledge, ...by })
      .then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error: wordsOf(error) || t(($) => $.failure.other) }),
      );
    setSaid((now) => ({ ...now, [side]: found }));
  };
  const busy = sides.some((side) => said[side] === "asking");
  const names = [...new Set([...variables, ...(prompt?.variables ?? [])])];
  return (
    <Card title={t(($) => $.trial.title)}>
      <p className="-mt-2 mb-3 text-sm text-fg-3">{t(($) => $.trial.hint)}</p>
      <div className="flex flex-col gap-3">
        <Field rows={2} label={t(($) => $.trial.question)} value={question} onChange={setQuestion} maxLength={2000} />
        {names.length > 0 && (
          <div className="grid gap-3 sm:grid-cols-2">
            {names.map((name) => (
              <Field
                key={name}
                label={<code className="font-mono text-xs">{name}</code>}
                value={values[name] ?? ""}
                onChange={(value) => setValues((now) => ({ ...now, [name]: value }))}
              />
            ))}
          </div>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Switch checked={knowledge} onChange={setKnowledge}>
            {t(($) => $.trial.knowledge)}
          </Switch>
          <Button
            className="ml-auto"
            busy={busy}
            isDisabled={!question.trim() || !text.trim()}
            onPress={() => sides.forEach((side) => void ask(side))}
          >
            {t(($) => $.trial.ask)}
          </Button>
        </div>
        {sides.some((side) => said[side]) && (
          <div className="grid gap-3 [&>*]:min-w-0 sm:auto-cols-fr sm:grid-flow-col">
            {sides.map((side) => (
              <Answer key={side} title={t(($) => $.trial[side])} said={said[side]} />
            ))}
          </div>
        )}
      </div>
    </Card>
  );
}

function Answer({ title, said }: { title: string; said: Said | "asking" | undefined }) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  return (
    <section aria-label={title} aria-live="polite" className="rounded-node border border-line bg-bg p-3">
      <h3 className="mb-1 text-xs font-semibold text-fg-2">{title}</h3>
      {said === "asking" ? (
        <Bone className="h-12" />
      ) : said?.answer ? (
        <>
          <p className="whitespace-pre-wrap break-words text-sm text-fg">{said.answer.text}</p>
          <Citations title={t(($) => $.trial.read)} found={said.answer.passages} />
          <p className="tnum mt-2 text-xs text-fg-3">
            {t(($) => $.trial.used, {
              model: said.answer.model,
              tokens: format.number(said.answer.tokens_read + said.answer.tokens_written),
            })}
          </p>
        </>
      ) : (
        said?.error && <p className="text-sm text-danger">{said.error}</p>
      )}
    </section>
  );
}
