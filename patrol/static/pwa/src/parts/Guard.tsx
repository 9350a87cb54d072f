// A screen that breaks says so, and says what is safe; the rest of the app goes on.
import { Component, type ComponentChildren } from "preact";
import { t } from "../i18n.ts";

interface Props { children: ComponentChildren; route: string }
interface State { broken: string | null }

export class Guard extends Component<Props, State> {
  override state: State = { broken: null };

  static override getDerivedStateFromError(problem: unknown): State {
    return { broken: problem instanceof Error ? problem.message : String(problem) };
  }

  override componentDidUpdate(before: Props): void {
    if (before.route !== this.props.route && this.state.broken !== null) this.setState({ broken: null });
  }

  override render({ children }: Props, { broken }: State) {
    if (broken === null) return children;
    return (
      <main class="page"><div class="empty">
        <p>{t("app.broken")}</p>
        <a class="btn main" href="#/">{t("app.to_start")}</a>
        <p class="small">{broken}</p>
      </div></main>
    );
  }
}
