import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { MessageSquareQuote } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { promptsOptions } from "@/shared/ai";
import { ApiError, keys, queryClient } from "@/shared/api";
import {
  Banner,
  Bones,
  Button,
  Card,
  Crumb,
  Empty,
  Failed,
  Field,
  Leaving,
  LinkButton,
  PageBody,
  PageHead,
  useDeed,
  useEdited,
  useErrors,
} from "@/shared/ui";
import { deeds, type Prompt } from "../api";
import { GateCard } from "../components/GateCard";
import { TryOut } from "../components/TryOut";
import { GIVEN, NO_PROMPT, promptForm, variablesOf } from "../prompts";

const route = getRouteApi("/inside/settings/ai/prompts/$promptId");

/** One prompt, or a new one. */
export function PromptPage() {
  const { t } = useTranslation("ai");
  const { promptId } = route.useParams();
  const prompts = useQuery({ ...promptsOptions, enabled: promptId !== "new" });
  if (promptId === "new") return <PromptEditor key="new" prompt={null} />;
  const prompt = prompts.data?.data.find((one) => one.id === promptId);
  if (prompt) return <PromptEditor key={prompt.id} prompt={prompt} />;
  return (
    <PageBody wide>
      <Crumb to="/settings/ai/prompts">{t(($) => $.prompts.title)}</Crumb>
      {prompts.data ? (
        <Empty
          icon={<MessageSquareQuote aria-hidden />}
          title={t(($) => $.prompts.missing)}
          action={<LinkButton to="/settings/ai/prompts">{t(($) => $.prompts.title)}</LinkButton>}
        />
      ) : prompts.isError ? (
        <Failed error={prompts.error} retry={() => void prompts.refetch()} />
      ) : (
        <Bones rows={2} className="h-64" />
      )}
    </PageBody>
  );
}

function PromptEditor({ prompt }: { prompt: Prompt | null }) {
  const { t } = useTranslation("ai");
  const navigate = useNavigate();
  const { base, form, dirty, outdated, edit, reset } = useEdited(prompt ?? NO_PROMPT, promptForm);
  const [refused, setRefused] = useState(false);
  const stale = refused || outdated;
  const left = useRef(false);
  const { errors, clear, take } = useErrors<string>(["name", "description", "text", "variables", "evaluation_id"]);
  const { busy, act } = useDeed();
  const variables = variablesOf(form.text);
  const field = (name: keyof typeof form) => ({
    value: form[name],
    error: errors[name] ?? (name === "text" ? errors.variables : undefined),
    onChange: (value: string) => {
      clear(name);
      clear("variables");
      edit({ [name]: value });
    },
  });
  const newest = () => {
    setRefused(false);
    reset();
    void queryClient.invalidateQueries({ queryKey: keys.prompts() });
  };
  const save = (evaluationId: string | null) => {
    clear();
    const body = { ...form, variables, version: prompt ? base.version : null, evaluation_id: evaluationId };
    void act({
      run: (key) => (prompt ? deeds.changePrompt(prompt.id, body) : deeds.addPrompt(body, key)),
      done: t(($) => $.prompt.saved),
      failed: (error) => (error instanceof ApiError && error.code === "STALE_VERSION" ? setRefused(true) : take(error)),
      after: (saved) => {
        left.current = !prompt;
        queryClient.setQueryData(
          promptsOptions.queryKey,
          (known) => known && { ...known, data: [...known.data.filter((one) => one.id !== saved.id), saved] },
        );
        void queryClient.invalidateQueries({ queryKey: keys.prompts() });
        if (prompt) reset();
        else void navigate({ to: "/settings/ai/prompts/$promptId", params: { promptId: saved.id }, replace: true });
      },
    });
  };
  return (
    <PageBody wide>
      <Leaving dirty={() => dirty && !left.current} />
      <PageHead
        back={<Crumb to="/settings/ai/prompts">{t(($) => $.prompts.title)}</Crumb>}
        title={prompt?.name ?? t(($) => $.prompts.new)}
        about={prompt && t(($) => $.prompts.version, { version: prompt.version })}
        end={
          <Button look="primary" type="submit" form="prompt" busy={busy} isDisabled={stale || !dirty}>
            {t(($) => $.prompt.save)}
          </Button>
        }
      />
      {stale && (
        <div role="alert" className="mb-4">
          <Banner end={<Button onPress={newest}>{t(($) => $.prompt.newest)}</Button>}>
            {t(($) => $.prompt.stale)}
          </Banner>
        </div>
      )}
      <div className="grid items-start gap-4 [&>*]:min-w-0 lg:grid-cols-2">
        <Card>
          <form
            id="prompt"
            noValidate
            onSubmit={(event: FormEvent) => {
              event.preventDefault();
              save(null);
            }}
            className="flex flex-col gap-4"
          >
            <Field label={t(($) => $.prompt.name)} maxLength={80} isRequired {...field("name")} />
            <Field
              label={t(($) => $.prompt.description)}
              hint={t(($) => $.prompt.descriptionHint)}
              maxLength={2000}
              {...field("description")}
            />
            <Field
              rows={14}
              isRequired
              maxLength={8000}
              label={t(($) => $.prompt.text)}
              hint={t(($) => $.prompt.textHint, { given: GIVEN.join(", ") })}
              {...field("text")}
            />
            <p className="flex flex-wrap items-center gap-1.5 text-xs text-fg-3">
              {t(($) => $.prompt.asked)}:
              {variables.length === 0
                ? ` ${t(($) => $.prompt.noneAsked)}`
                : variables.map((name) => (
                    <code key={name} className="rounded-chip bg-surface-3 px-1.5 py-0.5 font-mono text-fg-2">
                      {name}
                    </code>
                  ))}
            </p>
          </form>
        </Card>
        <div className="flex flex-col gap-4">
          <TryOut prompt={prompt} text={form.text} variables={variables} />
          {prompt && <GateCard text={form.text} error={errors.evaluation_id} busy={busy} onSave={save} />}
        </div>
      </div>
    </PageBody>
  );
}
