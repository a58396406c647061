/** The paths the frame itself needs. `npm run gen` writes this file anew from openapi.json. */
export interface paths {
  '/api/session': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { 'application/json': components['schemas']['Login'] } };
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Me'] } } };
    };
    delete: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 204: { headers: { [name: string]: unknown }; content?: never } };
    };
  };
  '/api/me': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Me'] } } };
    };
  };
  '/api/search': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query: { q: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { 'application/json': { items: components['schemas']['SearchItem'][] } } };
      };
    };
  };
  '/api/views': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query: { page: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['View'][] } } };
    };
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { 'application/json': components['schemas']['NewView'] } };
      responses: { 201: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['View'] } } };
    };
  };
  '/api/views/{id}': {
    parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
    put: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody: { content: { 'application/json': components['schemas']['ViewChange'] } };
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['View'] } } };
    };
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: { 204: { headers: { [name: string]: unknown }; content?: never } };
    };
  };
  '/api/orders': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: components['schemas']['ListQuery']; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': { items: components['schemas']['OrderItem'][]; next_cursor?: string | null } } } };
    };
  };
  '/api/orders/totals': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: { filter?: string; q?: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['OrderTotals'] } } };
    };
  };
  '/api/orders/{id}/confirm': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': { id: string } } } };
    };
  };
  '/api/orders/{id}/release': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': { id: string } } } };
    };
  };
  '/api/customers/lookup': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: { q?: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['CustomerFound'][] } } };
    };
  };
}
export interface components {
  schemas: {
    Login: { login: string; password: string };
    Me: {
      id: string;
      name: string;
      login: string;
      lang: string;
      department: { id: string; name: string } | null;
      roles: { code: string; name: string }[];
      actions: string[];
      company: { name: string };
    };
    SearchItem: { kind: string; id: string; title: string; subtitle: string };
    View: { id: string; name: string; spec: string };
    NewView: { page: string; name: string; spec: string };
    ViewChange: { name: string; spec: string };
    ListQuery: { filter?: string; sort?: string; limit?: number; cursor?: string; q?: string };
    OrderTotals: { count: number; capped: boolean; total_amount?: string | null; open_amount?: string | null };
    OrderItem: {
      id: string;
      number: string;
      channel?: string | null;
      external_number?: string | null;
      customer_id: string;
      customer_code: string;
      customer_name: string;
      state: string;
      review_state: string;
      shipping_state: string;
      billing_state: string;
      currency: string;
      total_amount: string;
      open_amount: string;
      receiver: string;
      requested_on?: string | null;
      promised_on?: string | null;
      owner: string;
      placed_at?: string | null;
      confirmed_at?: string | null;
      shipped_at?: string | null;
      delivered_at?: string | null;
      ended_at?: string | null;
      created_at: string;
      note: string;
      revision: number;
    };
    CustomerFound: { id: string; code: string; name: string; phone: string; grade: string; currency: string; active: boolean };
  };
}
