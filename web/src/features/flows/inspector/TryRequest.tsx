import { useMutation } from "@tanstack/react-query";
import clsx from "clsx";
import { Check, ChevronDown, ChevronRight, Send } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Banner, Button, Field, useErrors } from "@/shared/ui";
import { flowDeeds } from "../api";
import { keptAs, mapped, readIn, type Steps } from "../model/mapping";
import { useEditor } from "../store";
import { readValue, useForm } from "./form";

const ERRORS = ["not_a_link", "link_private", "unreachable", "timeout", "too_large"] as const;
const GOOD = 400;
const MOST_SHOWN = 20;

/** Sends the block's request with sample values, and lets what comes back be kept by pointing at it. */
export function TryRequest() {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const { node, disabled } = useForm();
  const declared = useEditor((s) => s.history.present.nodes.find((n) => n.type === "start")?.data.variables);
  const [samples, setSamples] = useState<Record<string, string>>({});
  const names = useMemo(() => readIn(node.data), [node.data]);
  const [wrong, setWrong] = useState<string[]>([]);
  const { take } = useErrors([]);
  const sample = (name: string): string =>
    samples[name] ?? String((declared as Record<string, unknown> | undefined)?.[name] ?? "");
  const send = useMutation({
    mutationFn: () =>
      flowDeeds.tryRequest(node.data, Object.fromEntries(names.map((name) => [name, readValue(sample(name))]))),
    onMutate: () => setWrong([]),
    onError: (error) => {
      const told = (error as { details?: { message: string }[] }).details ?? [];
      if (told.length > 0) setWrong(told.map((one) => one.message));
      else take(error);
    },
  });
  const found = send.data;
  const url = typeof node.data.url === "string" ? node.data.url.trim() : "";
  return (
    <section
      aria-label={t(($) => $.request.title)}
      className="flex flex-col gap-3 rounded-node border border-line bg-bg p-3"
    >
      <h3 className="text-sm font-semibold text-fg">{t(($) => $.request.title)}</h3>
      {names.map((name) => (
        <Field
          key={name}
          mono
          label={t(($) => $.request.sample, { name })}
          value={sample(name)}
          onChange={(text) => setSamples({ ...samples, [name]: text })}
        />
      ))}
      <Button
        className="self-start"
        icon={<Send aria-hidden />}
        busy={send.isPending}
        isDisabled={disabled || !url}
        onPress={() => send.mutate()}
      >
        {t(($) => $.request.send)}
      </Button>
      <p className="text-xs text-fg-3">{t(($) => $.request.hint)}</p>
      {wrong.length > 0 && (
        <div role="alert">
          <Banner tone="danger">{wrong.join(" ")}</Banner>
        </div>
      )}
      {found && !send.isPending && (
        <output className="flex flex-col gap-2">
          <span className="flex flex-wrap items-center gap-2 text-sm text-fg-2">
            {found.status != null && (
              <Badge tone={found.status < GOOD ? "brand" : "danger"}>
                {t(($) => $.request.status, { status: found.status })}
              </Badge>
            )}
            {found.error && <Badge tone="danger">{t(($) => $.request.errors[known(found.error)])}</Badge>}
            <span className="tnum">{format.number(Math.round(found.seconds * 1000))} ms</span>
          </span>
          {found.status != null && <Answer found={found} />}
        </output>
      )}
    </section>
  );
}

const known = (error: string | null | undefined) => ERRORS.find((one) => one === error) ?? "lost";

function Answer({ found }: { found: Schema<"Tried"> }) {
  const { t } = useTranslation("flows");
  const { disabled } = useForm();
  if (found.body == null) return <p className="text-sm text-fg-3">{t(($) => $.request.empty)}</p>;
  return (
    <>
      {!disabled && typeof found.body === "object" && (
        <p className="text-xs text-fg-3">{t(($) => $.request.keepHint)}</p>
      )}
      <div className="max-h-80 overflow-auto rounded-control border border-line bg-surface p-2 font-mono text-xs">
        <Branch steps={[]} value={found.body} />
      </div>
      {found.cut && <p className="text-xs text-warn">{t(($) => $.request.cut)}</p>}
    </>
  );
}

/** One value of the answer with what is in it; a value that is pointed at becomes a variable. */
function Branch({ steps, value }: { steps: Steps; value: unknown }) {
  const { t } = useTranslation("flows");
  const inner: [string | number, unknown][] = Array.isArray(value)
    ? value.map((one, at) => [at, one])
    : value && typeof value === "object"
      ? Object.entries(value)
      : [];
  const holds = value !== null && typeof value === "object";
  const [open, setOpen] = useState(steps.length < 3);
  const [most, setMost] = useState(MOST_SHOWN);
  const name = steps.at(-1);
  const label = name === undefined ? "$" : typeof name === "number" ? `[${name}]` : name;
  return (
    <div className={clsx(steps.length > 0 && "pl-3")}>
      <div className="flex min-h-6 items-start gap-1">
        {holds ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={label}
            onClick={() => setOpen(!open)}
            className="grid size-6 shrink-0 place-items-center rounded-chip text-fg-3 hover:bg-surface-2"
          >
            {open ? (
              <ChevronDown className="size-3.5" aria-hidden />
            ) : (
              <ChevronRight className="size-3.5" aria-hidden />
            )}
          </button>
        ) : (
          <span className="w-6 shrink-0" />
        )}
        <Keep steps={steps} label={label} value={value} count={holds ? inner.length : null} />
      </div>
      {holds &&
        open &&
        inner.slice(0, most).map(([key, one]) => <Branch key={key} steps={[...steps, key]} value={one} />)}
      {open && inner.length > most && (
        <button
          type="button"
          onClick={() => setMost(most + 100)}
          className="ml-9 min-h-6 font-sans text-brand-fg hover:underline"
        >
          {t(($) => $.request.more, { count: inner.length - most })}
        </button>
      )}
    </div>
  );
}

type KeepProps = { steps: Steps; label: string; value: unknown; count: number | null };

function Keep({ steps, label, value, count }: KeepProps) {
  const { t } = useTranslation("flows");
  const { node, disabled, change } = useForm();
  const kept = keptAs(node.data, steps);
  const shown = count === null ? JSON.stringify(value) : Array.isArray(value) ? `[${count}]` : `{${count}}`;
  const text = (
    <>
      <span className="text-fg-2">{label}</span>
      <span className={clsx("min-w-0 break-all text-left", count === null ? "text-fg" : "text-fg-3")}>{shown}</span>
      {kept && (
        <span className="inline-flex items-center gap-0.5 rounded-chip bg-brand-soft px-1 text-brand-fg">
          <Check className="size-3" aria-hidden />
          {kept}
        </span>
      )}
    </>
  );
  const next = mapped(node.data, steps);
  if (disabled || kept || !next) return <span className="flex min-w-0 flex-wrap gap-x-2 py-1">{text}</span>;
  const name = Object.keys(next).at(-1) ?? "";
  return (
    <button
      type="button"
      title={t(($) => $.request.keep, { name })}
      aria-label={`${label} ${shown}: ${t(($) => $.request.keep, { name })}`}
      onClick={() => change({ save: next }, "save")}
      className="flex min-w-0 flex-wrap gap-x-2 rounded-chip px-1 py-1 hover:bg-brand-soft"
    >
      {text}
    </button>
  );
}
