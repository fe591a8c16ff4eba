import { getRouteApi, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { Check } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys, newKey, queryClient } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Crumb, Leaving, LinkButton, PageBody, PageHead, toast } from "@/shared/ui";
import { CheckCard, type Consent, consentOf, EverybodyCard } from "../components/CheckStep";
import { ColumnsStep, Steps } from "../components/ColumnsStep";
import { EarlierImports } from "../components/EarlierImports";
import { FileStep } from "../components/FileStep";
import { Report } from "../components/Report";
import {
  type Corrections,
  columnsOf,
  joined,
  type Plan,
  type Preview,
  planOf,
  rejoined,
  rememberRows,
  startImport,
  tryImport,
} from "../importing";

const route = getRouteApi("/inside/contacts/import");
const STEPS = ["file", "columns", "check", "run"] as const;
type Step = (typeof STEPS)[number];

/** Contacts from a file, in four steps; a running import, or an earlier one, is the last of them. */
export function ImportPage() {
  const { t } = useTranslation("imports");
  const { id } = route.useSearch() as { id?: string };
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/contacts">{t(($) => $.contacts)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={
          id && (
            <LinkButton to="/contacts/import" look="secondary">
              {t(($) => $.another)}
            </LinkButton>
          )
        }
      />
      {id ? (
        <div className="flex flex-col gap-4">
          <Trail step="run" />
          <Report key={id} id={id} />
          <EarlierImports />
        </div>
      ) : (
        <Wizard />
      )}
    </PageBody>
  );
}

function Trail({ step }: { step: Step }) {
  const { t } = useTranslation("imports");
  const now = STEPS.indexOf(step);
  return (
    <ol aria-label={t(($) => $.steps.label)} className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
      {STEPS.map((id, at) => (
        <li
          key={id}
          aria-current={at === now ? "step" : undefined}
          className={clsx("flex items-center gap-2", at === now ? "font-semibold text-fg" : "text-fg-3")}
        >
          <span
            aria-hidden
            className={clsx(
              "tnum grid size-6 place-items-center rounded-full text-xs",
              at < now && "bg-brand-soft text-brand-fg",
              at === now && "bg-brand text-on-brand",
              at > now && "bg-surface-3 text-fg-2",
            )}
          >
            {at < now ? <Check className="size-3.5" /> : at + 1}
          </span>
          {t(($) => $.steps[id])}
        </li>
      ))}
    </ol>
  );
}

/** What a file's import is refused for, by the field of the plan it is about. */
function problems(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.details.map((one) => [one.field.replace(/^.*\./, ""), one.message]));
}

function Wizard() {
  const { t } = useTranslation("imports");
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>("file");
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [consent, setConsent] = useState<Consent | null>(null);
  const [busy, setBusy] = useState(false);
  const [unread, setUnread] = useState<string | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const started = useRef(false);
  const format = useFormat();
  const people = preview ? preview.new + preview.known : 0;
  const key = useRef(newKey());

  const doing = async <T,>(work: Promise<T>, refused: (error: unknown) => void): Promise<T | null> => {
    setBusy(true);
    try {
      return await work;
    } catch (error) {
      refused(error);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const take = async (given: File) => {
    setUnread(null);
    const read = await doing(tryImport(given, null), (error) => {
      const told = error instanceof ApiError ? (error.details[0]?.message ?? error.message) : "";
      setUnread(told || t(($) => $.file.unreadable));
    });
    if (!read) return;
    setFile(given);
    setPreview(read);
    setPlan(planOf(read));
    setStep("columns");
  };
  const readAgain = async (next: Plan) => {
    if (!file) return;
    const read = await doing(tryImport(file, { ...next, columns: [], consent: null }), toast.failed);
    if (!read) return;
    setPreview(read);
    setPlan(rejoined(next, read));
  };
  const check = async (corrections: Corrections = {}) => {
    if (!file || !plan) return;
    const next = { ...plan, corrections: joined(plan.corrections, corrections) };
    const tried = await doing(tryImport(file, { ...next, consent: null }), toast.failed);
    if (!tried) return;
    setPlan(next);
    setPreview(tried);
    setErrors({});
    setStep("check");
  };
  const run = async () => {
    if (!file || !plan || !preview) return;
    const made = await doing(startImport(file, { ...plan, consent: consentOf(consent) }, key.current), (error) => {
      // Refused is decided: the next one is another request. Without an answer nothing is known, and the key stays.
      if (error instanceof ApiError && !error.passing) key.current = newKey();
      const found = problems(error);
      setErrors(found);
      if (Object.keys(found).length === 0 || !consent) toast.failed(error);
    });
    if (!made) return;
    started.current = true;
    rememberRows(made.id, preview.rows);
    void queryClient.invalidateQueries({ queryKey: keys.imports() });
    void navigate({ to: "/contacts/import", search: { id: made.id } });
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Trail step={step} />
        {file && <FileName file={file} />}
      </div>
      {step === "file" && (
        <>
          <FileStep busy={busy} error={unread} onFile={(given) => void take(given)} />
          <EarlierImports />
        </>
      )}
      {step === "columns" && preview && plan && (
        <>
          <ColumnsStep
            preview={preview}
            plan={plan}
            busy={busy}
            onPlan={setPlan}
            onRead={(next) => void readAgain(next)}
          />
          <Steps
            onBack={() => {
              setFile(null);
              setStep("file");
            }}
            onNext={() => void check()}
            next={t(($) => $.columns.next)}
            busy={busy}
            ready={plan.columns.includes("phone")}
          />
        </>
      )}
      {step === "check" && preview && plan && (
        <>
          <CheckCard
            preview={preview}
            plan={plan}
            names={columnsOf(preview, plan.header).map(
              ({ title }, at) => title || t(($) => $.columns.column, { at: at + 1 }),
            )}
            busy={busy}
            onCheck={(corrections) => void check(corrections)}
          />
          <EverybodyCard plan={plan} onPlan={setPlan} consent={consent} onConsent={setConsent} errors={errors} />
          <Steps
            onBack={() => setStep("columns")}
            onNext={() => void run()}
            next={t(($) => $.check.go, { count: people, shown: format.number(people) })}
            busy={busy}
            ready={people > 0 && (!consent || Boolean(consent.source.trim() && consent.purpose.trim()))}
          />
        </>
      )}
      <Leaving dirty={() => file !== null && !started.current} />
    </div>
  );
}

function FileName({ file }: { file: File }) {
  const format = useFormat();
  return (
    <Badge>
      <span className="max-w-60 truncate">{file.name}</span> {format.bytes(file.size)}
    </Badge>
  );
}
