import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Megaphone, Play } from "lucide-react";
import { type ComponentType, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, newKey, useMay, useZone } from "@/shared/api";
import { lazily } from "@/shared/code";
import { numbersOptions } from "@/shared/known";
import { type Has, useHas } from "@/shared/query";
import type { Template } from "@/shared/templates";
import { Bones, Button, Empty, Failed, Leaving, PageBody, PageHead, toast, useDeed } from "@/shared/ui";
import { type Brought, campaignOptions, deeds, templatesOptions, useEstimate, type WhatsAppNumber } from "../api";
import { bodyOf, type Campaign, emptyForm, type Form, formOf, type Problems } from "../model";
import { WizardContext } from "../parts";
import { AudienceSection } from "../sections/AudienceSection";
import { LimitsSection } from "../sections/LimitsSection";
import { MessageSection } from "../sections/MessageSection";
import { NameSection } from "../sections/NameSection";
import { NumbersSection } from "../sections/NumbersSection";
import { ReviewSection } from "../sections/ReviewSection";
import { ScheduleSection } from "../sections/ScheduleSection";
import { type Mend, Summary } from "../sections/Summary";

const StartDialog = lazily(() => import("../sections/StartDialog"), "StartDialog");
const StepsSection = lazily(() => import("../sections/StepsSection"), "StepsSection");
const TriggerSection = lazily(() => import("../sections/TriggerSection"), "TriggerSection");

const EDITABLE = ["draft", "scheduled", "paused"];

type Known = { has: Has; numbers: WhatsAppNumber[]; templates: Template[] };

/** All that a campaign may name; null until it is there. */
function useKnown() {
  const { has, error, retry } = useHas();
  const numbers = useQuery(numbersOptions);
  const templates = useQuery(templatesOptions);
  const failed = [numbers, templates].find((query) => query.isError && !query.data);
  const known: Known | null =
    has && numbers.data && templates.data ? { has, numbers: numbers.data.data, templates: templates.data.data } : null;
  const again = () => {
    retry();
    void numbers.refetch();
    void templates.refetch();
  };
  return { known, error: error ?? failed?.error ?? null, retry: again };
}

/** Which form is on the page. A draft that is saved for the first time gets an address, and its form goes on under it. */
function useFormKey(campaignId: string | undefined) {
  const fresh = useRef(newKey());
  const made = useRef<{ id: string; key: string } | null>(null);
  const own = campaignId !== undefined && made.current?.id === campaignId;
  // Whoever begins another one after it has an empty form.
  if (own && made.current?.key === fresh.current) fresh.current = newKey();
  return {
    own,
    key: own ? made.current?.key : (campaignId ?? fresh.current),
    onMade: (id: string) => {
      made.current = { id, key: fresh.current };
    },
  };
}

/** A campaign is drawn up, or changed while that is possible. */
export function WizardPage() {
  const { t } = useTranslation("campaignWizard");
  const { campaignId } = useParams({ strict: false });
  const { known, error, retry } = useKnown();
  const { own, key, onMade } = useFormKey(campaignId);
  const read = campaignId !== undefined && !own;
  const campaign = useQuery({ ...campaignOptions(campaignId ?? ""), enabled: read });
  const zone = useZone();
  const there = read ? campaign.data : null;
  const failed = error ?? (read && !there ? campaign.error : null);
  if (failed || !known || there === undefined)
    return (
      <PageBody wide>
        {failed ? (
          <Failed
            error={failed}
            retry={() => {
              retry();
              if (read) void campaign.refetch();
            }}
          />
        ) : (
          <Bones rows={4} className="h-40" />
        )}
      </PageBody>
    );
  if (there && !EDITABLE.includes(there.status))
    return (
      <PageBody wide>
        <Empty icon={<Megaphone aria-hidden />} title={t(($) => $.closed)} />
      </PageBody>
    );
  const only = known.numbers.filter((one) => one.is_active);
  const first: Form = there
    ? formOf(there, zone)
    : { ...emptyForm(), numbers: only.length === 1 && only[0] ? [{ id: only[0].id, weight: "1" }] : [] };
  return <Editor key={key} campaign={there} first={first} known={known} onMade={onMade} />;
}

/** What is only not there yet is not held against anybody before they want to start. */
const MISSING = ["required", "nobody_named", "length"];
const detailsOf = (error: unknown): Problems =>
  error instanceof ApiError ? Object.fromEntries(error.details.map((one) => [one.field, one.message])) : {};

type EditorProps = { campaign: Campaign | null; first: Form; known: Known; onMade: (id: string) => void };

function Editor({ campaign, first, known, onMade }: EditorProps) {
  const { t } = useTranslation("campaignWizard");
  const zone = useZone();
  const navigate = useNavigate();
  const mayStart = useMay("start:campaigns");
  const [form, setForm] = useState(first);
  const [saved, setSaved] = useState(campaign);
  const [kept, setKept] = useState(() => JSON.stringify(bodyOf(first, zone)));
  const [refused, setRefused] = useState<Problems>({});
  const [wanted, setWanted] = useState(false);
  const [starting, setStarting] = useState(false);
  const [fileColumns, setFileColumns] = useState<string[]>([]);
  const gone = useRef(false);
  const { busy, act } = useDeed();
  const body = bodyOf(form, zone);
  const now = JSON.stringify(body);
  const estimate = useEstimate(body);
  const current = saved !== null && now === kept;

  const of = estimate.isError ? [] : (estimate.data?.problems ?? []);
  const unfit = detailsOf(estimate.error);
  const nameless: Problems = wanted && !form.name.trim() ? { name: t(($) => $.name.needed) } : {};
  const told = of.filter((one) => wanted || !MISSING.includes(one.code));
  const problems: Problems = {
    ...Object.fromEntries(told.map((one) => [one.field, one.message]).reverse()),
    ...unfit,
    ...nameless,
    ...refused,
  };
  const all: Problems = {
    ...Object.fromEntries(of.map((one) => [one.field, one.message]).reverse()),
    ...unfit,
    ...nameless,
    ...refused,
  };
  const mends: Mend[] = Object.entries(all).map(([field, message]) => ({ field, message }));

  const set = (change: Partial<Form>) => {
    setRefused({});
    setForm((before) => ({ ...before, ...change }));
  };
  const failed = (error: unknown) => {
    setWanted(true);
    setStarting(false);
    const details = detailsOf(error);
    if (Object.keys(details).length > 0) setRefused(details);
    else if (error instanceof ApiError && error.code === "CAMPAIGN_NAME_TAKEN") setRefused({ name: error.message });
    else return false;
    return true;
  };
  /** From now on the page has the address of its draft: a reload finds it. */
  const address = (id: string) => {
    onMade(id);
    gone.current = true;
    const to = "/campaigns/$campaignId/edit";
    void navigate({ to, params: { campaignId: id }, replace: true, resetScroll: false }).finally(() => {
      gone.current = false;
    });
  };
  const save = async (): Promise<Campaign | null> => {
    if (current) return saved;
    let result: Campaign | null = null;
    await act({
      run: (key) => deeds.save(saved?.id ?? null, bodyOf(form, zone, saved?.version), key),
      changes: [["campaigns"], ["campaign"]],
      after: (made) => {
        result = made;
        setSaved(made);
        setKept(now);
        if (!saved) address(made.id);
      },
      failed: (error) => {
        if (!failed(error)) toast.failed(error);
      },
    });
    return result;
  };
  /** Its file is its own already; what else is on the page is saved as before. */
  const brought = ({ campaign: made, columns }: Brought) => {
    setFileColumns(columns);
    const file = made.targeting.file ?? null;
    setForm((before) => ({ ...before, file }));
    setSaved(made);
    setKept(JSON.stringify(bodyOf({ ...form, file }, zone)));
  };
  const keep = async () => {
    const made = await save();
    if (made) toast.done(t(($) => $.saved));
  };
  const ask = () => {
    setWanted(true);
    if (mends.length > 0 || !form.name.trim()) toast.failed(t(($) => $.start.notYet));
    else setStarting(true);
  };
  const start = async () => {
    const made = await save();
    if (!made) return;
    await act({
      run: (key) => deeds.start(made.id, key),
      changes: [["campaigns"], ["campaign"]],
      done: t(($) => $.start.done),
      after: () => {
        gone.current = true;
        void navigate({ to: "/campaigns/$campaignId", params: { campaignId: made.id } });
      },
      failed: (error) => {
        if (!failed(error)) toast.failed(error);
      },
    });
  };
  const draft = saved === null || saved.status === "draft";
  return (
    <WizardContext.Provider value={{ form, set, problems, begun: saved?.started_at != null, fileColumns, ...known }}>
      <PageBody wide>
        <PageHead title={saved ? t(($) => $.edit, { name: saved.name }) : t(($) => $.new)} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
          <div className="flex min-w-0 flex-col gap-4">
            <NameSection />
            {form.type === "trigger" && <Part of={TriggerSection} />}
            <AudienceSection save={save} onBrought={brought} />
            <NumbersSection />
            <MessageSection />
            {form.type === "drip" && <Part of={StepsSection} />}
            <ScheduleSection />
            <LimitsSection />
            <ReviewSection saved={saved} current={current} save={save} />
          </div>
          <aside aria-label={t(($) => $.summary.title)} className="flex flex-col gap-3 lg:sticky lg:top-4">
            <Summary
              estimate={estimate.data}
              open={estimate.open}
              failed={estimate.isError}
              mends={mends}
              trigger={form.type === "trigger"}
            />
            <div className="flex flex-wrap gap-2 [&>*]:flex-1">
              <Button size="form" busy={busy} isDisabled={current} onPress={() => void keep()}>
                {t(($) => (draft ? $.keepDraft : $.keep))}
              </Button>
              {draft && mayStart && (
                <Button size="form" look="primary" icon={<Play aria-hidden />} onPress={ask}>
                  {t(($) => $.start.go)}
                </Button>
              )}
            </div>
          </aside>
        </div>
        {starting && (
          <Suspense>
            <StartDialog
              form={form}
              estimate={estimate.data}
              busy={busy}
              onClose={() => setStarting(false)}
              onStart={() => void start()}
            />
          </Suspense>
        )}
        <Leaving dirty={() => !gone.current && now !== kept} />
      </PageBody>
    </WizardContext.Provider>
  );
}

/** A section whose code comes when it is needed. */
function Part({ of: Section }: { of: ComponentType }) {
  return (
    <Suspense fallback={<Bones rows={1} className="h-40" />}>
      <Section />
    </Suspense>
  );
}
