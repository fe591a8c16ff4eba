import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { aiOptions } from "@/shared/ai";
import { ApiError, keys, queryClient } from "@/shared/api";
import {
  Banner,
  Bones,
  Button,
  Card,
  Crumb,
  Failed,
  Field,
  Leaving,
  PageBody,
  PageHead,
  Switch,
  useDeed,
  useEdited,
  useErrors,
} from "@/shared/ui";
import { deeds, type Settings } from "../api";
import { AiTabs } from "../components/AiTabs";
import { GuardCard } from "../components/GuardCard";
import { ModelFields } from "../components/ModelFields";
import { PricesCard } from "../components/PricesCard";
import { Tested } from "../components/Tested";
import { UseCard } from "../components/UseCard";
import { bodyOf, type ChoiceForm, emptyChoice, type Form, formOf } from "../model";

const CHOICE = ["provider", "model", "base_url", "key"];
const FIELDS = [
  ...CHOICE.map((field) => `primary.${field}`),
  ...CHOICE.map((field) => `fallback.${field}`),
  ...["base_url", "embedding_model", "currency", "budget", "threshold", "seconds", "tools", "prices"],
];

/** Which models the company uses, for how much, and what they may do. */
export function AiSettingsPage() {
  const { t } = useTranslation("ai");
  const settings = useQuery(aiOptions);
  const head = (
    <PageHead
      back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
      title={t(($) => $.title)}
      about={t(($) => $.about)}
    />
  );
  if (settings.data) return <SettingsForm settings={settings.data} />;
  return (
    <PageBody>
      {head}
      <AiTabs />
      {settings.isError ? (
        <Failed error={settings.error} retry={() => void settings.refetch()} />
      ) : (
        <Bones rows={3} className="h-48" />
      )}
    </PageBody>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation("ai");
  const { base, form, dirty, outdated, edit, reset } = useEdited(settings, formOf);
  const [refused, setRefused] = useState(false);
  const { errors, clear, take } = useErrors<string>(FIELDS);
  const { busy, act } = useDeed();
  const stale = refused || outdated;
  const set = (field: string, change: Partial<Form>) => {
    clear(field);
    edit(change);
  };
  const choose = (part: "primary" | "fallback") => (field: string, change: Partial<ChoiceForm>) => {
    clear("base_url");
    set(field, { [part]: { ...(form[part] ?? emptyChoice("openai")), ...change } });
  };
  const save = (check: boolean) => {
    clear();
    void act({
      run: () => deeds.settle(bodyOf(form, base.version, check)),
      done: check ? undefined : t(($) => $.models.saved),
      after: (now) => {
        queryClient.setQueryData(keys.aiSettings(), now);
        reset();
      },
      failed: (error) => (error instanceof ApiError && error.code === "STALE_VERSION" ? setRefused(true) : take(error)),
    });
  };
  const newest = () => {
    setRefused(false);
    reset();
    void queryClient.invalidateQueries({ queryKey: keys.aiSettings() });
  };
  // An address is refused without saying of which: the one that was changed is meant.
  const of = form.fallback && form.primary.base_url === (base.primary?.base_url ?? "") ? "fallback" : "primary";
  const told = { ...errors, [`${of}.base_url`]: errors[`${of}.base_url`] ?? errors.base_url };
  return (
    <PageBody>
      <Leaving dirty={() => dirty} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={
          <>
            <Button icon={<FlaskConical aria-hidden />} busy={busy} isDisabled={stale} onPress={() => save(true)}>
              {t(($) => (dirty || !settings.connected ? $.models.saveAndTest : $.models.test))}
            </Button>
            <Button look="primary" type="submit" form="ai-settings" busy={busy} isDisabled={stale || !dirty}>
              {t(($) => $.models.save)}
            </Button>
          </>
        }
      />
      <AiTabs />
      {stale && (
        <div role="alert" className="mb-4">
          <Banner end={<Button onPress={newest}>{t(($) => $.models.newest)}</Button>}>
            {t(($) => $.models.stale)}
          </Banner>
        </div>
      )}
      {settings.checked.length > 0 && <Tested tried={settings.checked} />}
      {!settings.connected && (
        <div className="mb-4">
          <Banner tone="info">
            <b className="font-semibold">{t(($) => $.models.connect)}.</b> {t(($) => $.models.connectHint)}
          </Banner>
        </div>
      )}
      <form
        id="ai-settings"
        noValidate
        autoComplete="off"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save(false);
        }}
        className="grid items-start gap-4 [&>*]:min-w-0 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]"
      >
        <div className="flex flex-col gap-4">
          <Card title={t(($) => $.models.primary)}>
            <p className="-mt-2 mb-4 text-sm text-fg-3">{t(($) => $.models.primaryHint)}</p>
            <ModelFields
              part="primary"
              providers={settings.providers}
              form={form.primary}
              stored={base.primary}
              errors={told}
              onChange={choose("primary")}
            />
            <Field
              mono
              className="mt-4"
              maxLength={120}
              label={t(($) => $.models.embedding)}
              hint={t(($) => $.models.embeddingHint)}
              value={form.embedding_model}
              error={errors.embedding_model}
              onChange={(embedding_model) => set("embedding_model", { embedding_model })}
            />
          </Card>
          <Card title={t(($) => $.models.fallback)}>
            <p className="-mt-2 mb-3 text-sm text-fg-3">{t(($) => $.models.fallbackHint)}</p>
            <Switch
              checked={form.fallback !== null}
              onChange={(on) => set("fallback", { fallback: on ? emptyChoice(form.primary.provider) : null })}
            >
              {t(($) => $.models.withFallback)}
            </Switch>
            {form.fallback && (
              <div className="mt-4">
                <ModelFields
                  part="fallback"
                  providers={settings.providers}
                  form={form.fallback}
                  stored={base.fallback}
                  errors={told}
                  onChange={choose("fallback")}
                />
              </div>
            )}
          </Card>
          <GuardCard form={form} errors={errors} set={set} />
        </div>
        <div className="flex flex-col gap-4">
          <UseCard settings={settings} />
          <PricesCard form={form} unpriced={settings.unpriced_models} errors={errors} set={set} />
        </div>
      </form>
    </PageBody>
  );
}
