// The one short line at the bottom, and the one thing that can be done about it.
import { useRoute } from "../router.ts";
import { useHeard } from "../store.ts";
import { currentToast, hideToast, onToast } from "../toast.ts";

export function ToastLine() {
  const route = useRoute();
  const toast = useHeard(onToast, currentToast);
  const press = () => {
    hideToast();
    toast?.action?.();
  };
  return (
    <div role="status">
      {toast ? <p class={route.name === "start" || route.name === "home" ? "toast high" : "toast low"}><span>{toast.text}</span>{toast.label ? <button type="button" onClick={press}>{toast.label}</button> : null}</p> : null}
    </div>
  );
}
