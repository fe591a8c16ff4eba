import { CircleAlert, LoaderCircle, Users } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { Avatar, Button, Field } from "@/shared/ui";
import { asGroup, type Has, mistakeIn, type Query } from "./model";
import { QueryForm } from "./QueryForm";
import { type Answer, type Asked, useAnswer } from "./useAnswer";

export type Question = { query: Query; text: string; count: number };

type Props = {
  /** The question to begin with; another one begins anew. */
  value: Query;
  /** The question as the server understood it; null while it is none. */
  onChange: (question: Question | null) => void;
  has: Has;
};

/** A question about people by form and as text side by side, kept in step by the server, with its count. */
export function QueryEditor({ value, onChange, has }: Props) {
  const { t } = useTranslation("query");
  const [tree, setTree] = useState(() => asGroup(value));
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<Asked>({ query: asGroup(value) });
  const state = useAnswer(asked);
  const { answer } = state;
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    if (!answer) {
      tell.current(null);
      return;
    }
    tell.current({ query: answer.query, text: answer.text, count: answer.count });
    if ("text" in asked) setTree(asGroup(answer.query));
    else setText(answer.text === "everybody" ? "" : answer.text);
  }, [answer, asked]);
  const byForm = (query: Query) => {
    setTree(query);
    setAsked({ query });
  };
  const byText = (typed: string) => {
    setText(typed);
    setAsked({ text: typed });
  };
  const details = state.error instanceof ApiError ? state.error.details : [];
  const told = details.map((one) => one.message);
  const ofText = "text" in asked && state.error !== null;
  return (
    <div className="@container flex flex-col gap-4">
      <div className="grid items-start gap-5 @4xl:grid-cols-[minmax(0,1fr)_minmax(300px,400px)]">
        <div className="@container min-w-0">
          <h3 className="mb-2 text-sm font-medium text-fg">{t(($) => $.form)}</h3>
          <QueryForm value={tree} onChange={byForm} has={has} />
          {state.error !== null && !ofText && <Problems messages={told} retry={state.retry} />}
        </div>
        <div className="min-w-0">
          <Field
            label={t(($) => $.text)}
            hint={t(($) => $.textHint)}
            value={text}
            onChange={byText}
            rows={5}
            mono
            placeholder={t(($) => $.example)}
            error={ofText && told.length === 0 ? t(($) => $.failed) : null}
          />
          {ofText && <Mistake text={text} details={details} />}
        </div>
      </div>
      <Counted state={state} />
    </div>
  );
}

function Problems({ messages, retry }: { messages: string[]; retry: () => void }) {
  const { t } = useTranslation("query");
  return (
    <div role="alert" className="mt-3 flex items-start gap-2 rounded-node bg-danger-soft px-3 py-2 text-sm text-danger">
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      {messages.length > 0 ? (
        <ul>
          {messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      ) : (
        <span className="flex flex-wrap items-center gap-2">
          {t(($) => $.failed)}
          <Button look="quiet" onPress={retry}>
            {t(($) => $.again)}
          </Button>
        </span>
      )}
    </div>
  );
}

/** What is wrong with a text, and the word where it is. */
function Mistake({ text, details }: { text: string; details: { field: string; message: string }[] }) {
  const first = details[0];
  if (!first) return null;
  const at = first.field === "text" ? mistakeIn(text, first.message) : null;
  return (
    <div role="alert" className="mt-2 rounded-node bg-danger-soft px-3 py-2 text-sm text-danger">
      {details.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
      {at && (
        <code className="mt-1.5 block whitespace-pre-wrap break-words font-mono text-xs text-fg-2">
          {at.before.slice(-40)}
          <mark className="rounded-[3px] bg-danger px-0.5 text-on-danger">{at.wrong || "␣"}</mark>
          {at.after.slice(0, 40)}
        </code>
      )}
    </div>
  );
}

function Counted({ state }: { state: ReturnType<typeof useAnswer> }) {
  const { t } = useTranslation("query");
  const format = useFormat();
  const shown: Answer | null = state.error ? null : state.last;
  return (
    <div className="rounded-card border border-line bg-surface-2 px-4 py-3">
      <p role="status" className="flex items-center gap-2 text-base text-fg">
        <Users className="size-4 text-fg-3" aria-hidden />
        {state.open ? (
          <span className="text-fg-2">{t(($) => $.open)}</span>
        ) : shown ? (
          <span>{t(($) => $.count, { count: shown.count, shown: format.number(shown.count) })}</span>
        ) : (
          <span className="text-fg-2">{t(($) => (state.error ? $.noCount : $.counting))}</span>
        )}
        {state.busy && !state.open && <LoaderCircle className="size-4 animate-spin text-fg-3" aria-hidden />}
      </p>
      {!state.open && shown && shown.examples.length > 0 && (
        <ul aria-label={t(($) => $.examples)} className="mt-2 flex flex-wrap gap-x-4 gap-y-1.5">
          {shown.examples.map((person) => {
            const name = person.name || (person.phone ? nationalPhone(person.phone) : t(($) => $.nameless));
            return (
              <li key={person.id} className="flex items-center gap-1.5 text-sm text-fg-2">
                <Avatar name={name} seed={person.id} size={20} />
                {name}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
